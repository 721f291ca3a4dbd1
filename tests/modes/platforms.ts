/** The platform in its two ways of running, for the scenarios: all in one process, and split over real NATS and Redis. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { allServices } from '@ecc/contracts/all'
import { testDatabase } from '@ecc/kit/testing-database'

const root = join(import.meta.dirname, '../..')
const server = join(root, 'apps/server/src')
const startTimeoutMs = 90_000

/** The servers of the split way that this machine has; empty paths where one is missing. */
export const programs = { nats: find('nats-server'), redis: find('redis-server') }

function find(name: string): string {
  return (
    ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin']
      .map((folder) => join(folder, name))
      .find(existsSync) ?? ''
  )
}

/** A platform under test. */
export interface RunningPlatform {
  base: string
  databaseUrl: string
  simulatorUrl: string
  /** Ends it as a power cut would, and starts it again on the same data. */
  killAndRestart(): Promise<void>
  /** Starts it again on the same data after it has ended; its clock then goes on `offsetMs` from the machine's. */
  restart(offsetMs?: number): Promise<void>
  /** The process that runs now. */
  process(): ChildProcess
  stop(): Promise<void>
}

/** One process with all services, with these settings besides. */
export async function allInOne(settings: Record<string, string> = {}): Promise<RunningPlatform> {
  const [port, simulatorPort] = [await freePort(), await freePort()]
  return start(
    'start.ts',
    {
      PORT: String(port),
      STRIPE_SIMULATOR_PORT: String(simulatorPort),
      DEMO_DATA: 'off',
      ...settings,
    },
    port,
  )
}

/** Nine processes, NATS JetStream and Redis. */
export async function split(): Promise<RunningPlatform> {
  const [natsPort, redisPort, simulatorPort] = [await freePort(), await freePort(), await freePort()]
  const folder = await mkdtemp(join(tmpdir(), 'ecc-modes-'))
  const engines = [
    spawn(programs.nats, ['-a', '127.0.0.1', '-p', String(natsPort), '-js', '-sd', join(folder, 'nats')], {
      stdio: 'ignore',
    }),
    spawn(programs.redis, ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
      stdio: 'ignore',
    }),
  ]
  await Promise.all([natsPort, redisPort].map(untilOpen))
  const addresses: Record<string, string> = {}
  let gatewayPort = 0
  for (const { name } of allServices) {
    const port = await freePort()
    const key = name.replaceAll('-', '_').toUpperCase()
    addresses[`${key}_PORT`] = String(port)
    addresses[`${key}_URL`] = `http://127.0.0.1:${port}`
    if (name === 'api-gateway') gatewayPort = port
  }
  const platform = await start(
    'start-split.ts',
    {
      ...addresses,
      STRIPE_SIMULATOR_PORT: String(simulatorPort),
      NATS_URL: `nats://127.0.0.1:${natsPort}`,
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    },
    gatewayPort,
  )
  return {
    ...platform,
    async stop() {
      await platform.stop()
      for (const engine of engines) engine.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function start(program: string, settings: Record<string, string>, port: number): Promise<RunningPlatform> {
  const database = await testDatabase('empty', async () => {})
  const dataDir = await mkdtemp(join(tmpdir(), 'ecc-data-'))
  const env = {
    ...process.env,
    ...settings,
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    DATABASE_POOL_MAX: '5',
    NODE_ENV: 'test',
  }
  const launch = (more: Record<string, string> = {}) => run(join(server, program), { ...env, ...more })
  let child = launch()
  await untilHealthy(port, child)
  const restart = async (offsetMs = 0) => {
    await ended(child.process, 'SIGKILL')
    child = launch({ CLOCK_OFFSET_MS: String(offsetMs) })
    await untilHealthy(port, child)
  }
  return {
    base: `http://127.0.0.1:${port}`,
    databaseUrl: database.url,
    simulatorUrl: `http://127.0.0.1:${settings['STRIPE_SIMULATOR_PORT']}`,
    killAndRestart: () => restart(),
    restart,
    process: () => child.process,
    async stop() {
      await ended(child.process, 'SIGTERM')
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface Launched {
  process: ChildProcess
  output: () => string
}

function run(program: string, env: NodeJS.ProcessEnv): Launched {
  let output = ''
  const child = spawn(process.execPath, [program], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { process: child, output: () => output }
}

async function untilHealthy(port: number, child: Launched): Promise<void> {
  const giveUpAt = Date.now() + startTimeoutMs
  for (;;) {
    if (child.process.exitCode !== null || child.process.signalCode !== null)
      throw new Error(`the platform ended at start:\n${child.output()}`)
    try {
      const health = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as { status: string }
      if (health.status === 'up') return
    } catch (error) {
      if (!(error instanceof TypeError)) throw error // fetch's own: it does not listen yet
    }
    if (Date.now() > giveUpAt) throw new Error(`the platform did not become healthy:\n${child.output()}`)
    await betweenLooks(100)
  }
}

/** Resolves when something listens on a port of this machine. */
export async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await betweenLooks(50)
  }
  throw new Error(`nothing listens on ${port}`)
}

/** Ends a program by a signal; resolves when it has ended. */
export function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

/** Below what systems give to connections that go out (from 32768 on Linux): one of those may take a port of a program that is down. */
const listeningPorts = { least: 10_000, end: 32_000 }

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(listeningPorts.least, listeningPorts.end)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Between two looks at a program that is starting; it tells nobody when it is ready. */
const betweenLooks = (ms: number) =>
  // timer: a started program is polled
  new Promise((resolve) => setTimeout(resolve, ms))

/** Makes the first admin with the command an operator uses. */
export async function createFirstAdmin(
  platform: { databaseUrl: string },
  admin: { email: string; name: string; password: string },
): Promise<void> {
  const env = {
    ...process.env,
    DATABASE_URL: platform.databaseUrl,
    ADMIN_EMAIL: admin.email,
    ADMIN_NAME: admin.name,
    ADMIN_PASSWORD: admin.password,
  }
  await promisify(execFile)(process.execPath, [join(server, 'admin-create.ts')], { cwd: root, env })
}
