/**
 * Documents that follow from the code: `npm run generate` writes them; with `--check` it compares instead, names those
 * that are out of date, and ends with code 1. `npm run check` does the latter.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { loadServices } from '../apps/server/src/services.ts'
import { openApi } from '../services/api-gateway/src/openapi.ts'
import { bookingStatesPage } from './generate/booking-states.ts'
import { configPage } from './generate/config-page.ts'
import { schemaFiles } from './generate/schema-files.ts'
import { stripeSchemas } from './generate/stripe-schemas.ts'

const root = join(import.meta.dirname, '..')

const stale = process.argv.includes('--check')
  ? await findStale(await documents())
  : await writeStale(await documents())
for (const path of stale) console.log(path)
if (process.argv.includes('--check')) {
  console.log(stale.length === 0 ? 'generated documents are current' : `${stale.length} out of date: npm run generate`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else console.log(stale.length === 0 ? 'nothing to write' : `${stale.length} written`)

/** Every generated file: its path from the root, and what it must hold. */
async function documents(): Promise<Map<string, string>> {
  const services = (await loadServices(undefined)).toSorted((a, b) => a.port - b.port)
  const states = join(root, 'docs/booking-states.md')
  return new Map([
    ['docs/config.md', formatted(configPage(root, services))],
    ['docs/booking-states.md', formatted(bookingStatesPage(await readFile(states, 'utf8')))],
    ['docs/api/openapi.json', `${JSON.stringify(openApi(), null, 2)}\n`],
    ['services/payment-service/src/simulator/stripe-schemas.json', stripeSchemas(root)],
    ...(await schemaFiles(services)),
  ])
}

/** As the formatter would have it, which checks these pages too. */
function formatted(page: string): string {
  const biome = join(root, 'node_modules/.bin/biome')
  return execFileSync(biome, ['format', '--stdin-file-path=page.md'], { cwd: root, input: page, encoding: 'utf8' })
}

async function findStale(files: Map<string, string>): Promise<string[]> {
  const paths = await Promise.all(
    [...files].map(async ([path, text]) => {
      const present = await readFile(join(root, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
        return undefined
      })
      return present === text ? [] : [path]
    }),
  )
  return paths.flat()
}

async function writeStale(files: Map<string, string>): Promise<string[]> {
  const stale = await findStale(files)
  for (const path of stale) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), files.get(path) ?? '')
  }
  return stale
}
