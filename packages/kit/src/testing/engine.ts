/** Real NATS and Redis servers for tests, where their programs are installed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answers, findProgram, freePort } from '../local-programs.ts'

const startTimeoutMs = 20_000

/** A server under test, which can be killed and started again on the same data and port. */
export interface Engine {
  url: string
  kill(): Promise<void>
  start(): Promise<void>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

/** Starts NATS with JetStream; it tells of its streams over HTTP on `monitorPort`, where one is given. */
export function startNats({ monitorPort }: { monitorPort?: number } = {}): Promise<Engine> {
  const monitor = monitorPort === undefined ? [] : [`--http_port=${monitorPort}`]
  return startEngine('nats-server', 'nats', (port, folder) => [
    '--addr=127.0.0.1',
    `--port=${port}`,
    '--jetstream',
    `--store_dir=${folder}`,
    ...monitor,
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
    const giveUpAt = Date.now() + startTimeoutMs
    while (!(await answers(port))) {
      if (Date.now() > giveUpAt) throw new Error(`${name} does not answer on ${port}`)
      if (child.exitCode !== null) throw new Error(`${name} ended at once`)
      // timer: a started program is polled
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
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
