/** Real NATS and Redis servers for tests, where their programs are installed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** The path of a program, in PATH or where servers usually are; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
  return folders.map((folder) => join(folder, name)).find(existsSync)
}

/** A server under test, which can be killed and started again on the same data and port. */
export interface Engine {
  url: string
  kill(): Promise<void>
  start(): Promise<void>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

/** Starts NATS with JetStream. */
export function startNats(): Promise<Engine> {
  return startEngine('nats-server', 'nats', (port, folder) => [
    '-a',
    '127.0.0.1',
    '-p',
    `${port}`,
    '-js',
    '-sd',
    folder,
  ])
}

/** Starts Redis without persistence. */
export function startRedis(): Promise<Engine> {
  return startEngine('redis-server', 'redis', (port, folder) => [
    '--bind',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--save',
    '',
    '--dir',
    folder,
  ])
}

async function startEngine(
  name: string,
  scheme: string,
  args: (port: number, folder: string) => string[],
): Promise<Engine> {
  const program = findProgram(name)
  if (!program) throw new Error(`${name} is not installed`)
  const [port, folder] = [await freePort(), await mkdtemp(join(tmpdir(), `ecc-${name}-`))]
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(program, args(port, folder), { stdio: 'ignore' })
    while (!(await answers(port))) if (child.exitCode !== null) throw new Error(`${name} ended at once`)
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await start()
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    start,
    kill,
    async remove() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('connect', () => socket.destroy())
    socket.once('error', () => setTimeout(() => resolve(false), 20))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
