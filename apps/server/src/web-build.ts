/** Builds the web app when its sources are newer than the last build. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const web = join(import.meta.dirname, '../../web')
const contracts = join(import.meta.dirname, '../../../packages/contracts/src')

/** Where the built web app is. */
export const webRoot = join(web, 'dist')

/** Builds if needed; answers whether it did. Throws with the builder's output when it fails. */
export async function buildWebIfStale(announce: () => void): Promise<boolean> {
  const built = join(webRoot, 'index.html')
  const newest = Math.max(
    await newestIn(join(web, 'src')),
    await newestIn(contracts),
    (await stat(join(web, 'index.html'))).mtimeMs,
  )
  if (existsSync(built) && (await stat(built)).mtimeMs >= newest) return false
  announce()
  await run(
    process.execPath,
    [join(import.meta.dirname, '../../../node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    web,
  )
  return true
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const times = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs),
  )
  return Math.max(0, ...times)
}

function run(command: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The web app could not be built:\n${output}`)),
    )
  })
}
