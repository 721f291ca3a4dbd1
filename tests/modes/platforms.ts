/** The platform in its two ways of running, for the scenarios: all in one process, and split over real NATS and Redis. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { allServices } from '@ecc/contracts/all'
import { findProgram, freePort } from '@ecc/kit/local-programs'
import { testDatabase } from '@ecc/kit/testing-database'
import { startNats, startRedis } from '@ecc/kit/testing-engine'

const root = join(import.meta.dirname, '../..')
const server = join(root, 'apps/server/src')
const startTimeoutMs = 90_000

/** Whether this machine has the servers of the split way. */
export const hasNats = findProgram('nats-server') !== undefined
export const hasRedis = findProgram('redis-server') !== undefined

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
  const [nats, redis, simulatorPort] = [await startNats(), await startRedis(), await freePort()]
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
      NATS_URL: nats.url,
      REDIS_URL: redis.url,
    },
    gatewayPort,
  )
  return {
    ...platform,
    async stop() {
      await platform.stop()
      await Promise.all([nats.remove(), redis.remove()])
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

/** Ends a program by a signal; resolves when it has ended. */
export function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
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
