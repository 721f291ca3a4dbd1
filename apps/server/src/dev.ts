/** `npm run dev`: the server restarts when its code changes, the web app reloads in the browser. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const watched = ['packages', 'services', 'apps/server/src'].flatMap((folder) => ['--watch-path', join(root, folder)])
const server = spawn(
  process.execPath,
  ['--watch', ...watched, '--watch-preserve-output', join(import.meta.dirname, 'start.ts')],
  { stdio: 'inherit' },
)
const web = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js')], {
  cwd: join(root, 'apps/web'),
  stdio: 'inherit',
})

const stop = () => {
  web.kill('SIGTERM')
  server.kill('SIGTERM')
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
web.on('exit', stop)
server.on('exit', (code) => {
  web.kill('SIGTERM')
  process.exitCode = code ?? 0
})
