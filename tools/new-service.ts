/**
 * `npm run new:service notes-service 3009`: a service with one route, its table and its test, listed where services are
 * listed. Asks for what it is not told.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { filesOf, type NewService } from './new-service/files.ts'

/** Writes the service into the repository at `root` and answers the paths it wrote. Throws before it writes anything. */
export function newService(root: string, { name, port }: { name: string; port: number }): string[] {
  const service = describe(name, port)
  requireFree(root, service)
  const files = { ...filesOf(service), ...listed(root, service) }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const paths = Object.keys(files)
  const formatted = paths.filter((path) => !path.endsWith('.sql'))
  execFileSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', ...formatted], { cwd: root, stdio: 'pipe' })
  return paths
}

function describe(name: string, port: number): NewService {
  if (!/^[a-z]+(-[a-z]+)*-service$/.test(name))
    throw new Error(`"${name}" is no name for a service: lower case, ending in -service, such as notes-service`)
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) throw new Error('The port must be from 1024 to 65535')
  const noun = name.slice(0, -'-service'.length)
  return { name, port, plural: noun.endsWith('s') ? noun : `${noun}s`, singular: noun.replace(/s$/, '') }
}

function requireFree(root: string, { name, port, plural }: NewService): void {
  if (existsSync(join(root, 'services', name))) throw new Error(`services/${name} is there already`)
  if (existsSync(join(root, 'packages/contracts/src', `${plural}.ts`)))
    throw new Error(`packages/contracts/src/${plural}.ts is there already: choose another name`)
  const holder = globSync('packages/contracts/src/*.ts', { cwd: root }).find((path) =>
    new RegExp(`\\bport: ${port}\\b`).test(readFileSync(join(root, path), 'utf8')),
  )
  if (holder) throw new Error(`Port ${port} is taken by the service of ${holder}`)
}

/** The files that list all services, with this one in them. */
function listed(root: string, { name, plural }: NewService): Record<string, string> {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const camels = plural.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const manifest = JSON.parse(read('apps/server/package.json')) as { dependencies: Record<string, string> }
  const dependencies = Object.entries({ ...manifest.dependencies, [`@ecc/${name}`]: '0.1.0' })
  manifest.dependencies = Object.fromEntries(dependencies.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return {
    'packages/contracts/src/all.ts': put(
      put(
        read('packages/contracts/src/all.ts'),
        /^import /m,
        (line) => `import * as ${camels} from './${plural}.ts'\n${line}`,
      ),
      /const contracts = \[[^\]]*/,
      (list) => `${list.trimEnd().replace(/,$/, '')}, ${camels}`,
    ),
    'apps/server/src/services.ts': put(
      read('apps/server/src/services.ts'),
      /^ +'api-gateway': /m,
      (line) => `  '${name}': () => import('@ecc/${name}'),\n${line}`,
    ),
    'apps/server/package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  }
}

function put(text: string, where: string | RegExp, replace: (found: string) => string): string {
  const changed = text.replace(where, replace)
  if (changed === text) throw new Error(`This tool no longer knows its place: ${String(where)} was not found`)
  return changed
}

async function main(): Promise<void> {
  const root = join(import.meta.dirname, '..')
  const [name = await ask('Name, such as notes-service: '), port = await ask('Port, such as 3009: ')] =
    process.argv.slice(2)
  const paths = newService(root, { name, port: Number(port) })
  console.log(`${paths.map((path) => `  ${path}`).join('\n')}\n
Next:
  npm install                     links the new package
  npm run generate                its schema.sql, its entry in the API reference and in docs/config.md
  npm test services/${name}
Then put your own words in: the contract first, and its line into the tables of README.md and ARCHITECTURE.md.`)
}

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error('Usage: npm run new:service notes-service 3009')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question(question)).trim()
  } finally {
    terminal.close()
  }
}

if (import.meta.main) {
  try {
    await main()
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
