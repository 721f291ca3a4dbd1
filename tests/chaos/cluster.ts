/** The platform as several programs that a test may kill one by one: each that ends is started again at once, as an orchestrator does. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allServices } from '@ecc/contracts/all'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@ecc/kit/embedded-postgres'
import { freePort } from '@ecc/kit/local-programs'
import { startNats } from '@ecc/kit/testing-engine'
import { ended } from '../modes/platforms.ts'

const server = join(import.meta.dirname, '../../apps/server/src')

/** What can be killed: the request side, the bookings, the payments with their workers, the provider, the database, the broker. */
export const members = ['api', 'bookings', 'payments', 'simulator', 'postgresql', 'nats'] as const
export type Member = (typeof members)[number]

const apart: Record<'bookings' | 'payments', string> = { bookings: 'session-service', payments: 'payment-service' }

/** A running cluster. */
export interface Cluster {
  base: string
  databaseUrl: string
  simulatorUrl: string
  /** Ends a member as a power cut does. Resolves when it runs again. */
  kill(member: Member): Promise<void>
  /** How programs ended that nobody killed: always none, whatever happened to the others. */
  crashes: readonly string[]
  /** How many events the broker has, that a service has not taken in yet. */
  undelivered(): Promise<number>
  stop(): Promise<void>
}

/** Starts all of it on a durable database of its own. */
export async function startCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'ecc-cluster-'))
  const database = await killableDatabase(join(folder, 'postgres'))
  const broker = await killableBroker()
  const { env, base, simulatorUrl } = await environment(folder, database.url, broker.url, settings)
  const crashes: string[] = []
  const rest = allServices.map(({ name }) => name).filter((name) => !Object.values(apart).includes(name))
  const programOf = (file: string, services = '') => killableProgram(file, { ...env, SERVICES: services }, crashes)
  const simulator = await programOf('simulator.ts')
  const [payments, bookings, api] = await Promise.all([
    programOf('main.ts', apart.payments),
    programOf('main.ts', apart.bookings),
    programOf('main.ts', rest.join(',')),
  ])
  const all = { api, bookings, payments, simulator, postgresql: database, nats: broker }
  return {
    base,
    databaseUrl: database.url,
    simulatorUrl,
    kill: (member) => all[member].kill(),
    crashes,
    undelivered: broker.undelivered,
    async stop() {
      for (const { stop } of [api, bookings, payments, simulator, broker, database]) await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function environment(folder: string, databaseUrl: string, natsUrl: string, settings: Record<string, string>) {
  const addresses: Record<string, string> = {}
  let base = ''
  for (const { name } of allServices) {
    const [port, key] = [await freePort(), name.replaceAll('-', '_').toUpperCase()]
    addresses[`${key}_PORT`] = String(port)
    addresses[`${key}_URL`] = `http://127.0.0.1:${port}`
    if (name === 'api-gateway') base = `http://127.0.0.1:${port}`
  }
  const simulatorPort = await freePort()
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    NODE_COMPILE_CACHE: join(server, '../../../node_modules/.cache/node'), // as `npm start` sets it
    HOST: '127.0.0.1',
    LOG_FILE: join(folder, 'cluster.log'),
    RATE_LIMIT_FACTOR: '10000',
    DATABASE_URL: databaseUrl,
    NATS_URL: natsUrl,
    PUBLIC_URL: base,
    STRIPE_SIMULATOR_PORT: String(simulatorPort),
    STRIPE_SIMULATOR_URL: simulatorUrl,
    STRIPE_WEBHOOK_URL: `${base}/api/v1/webhooks/stripe`,
    ...addresses,
    ...settings,
  }
  return { env, base, simulatorUrl }
}

/** Something that runs, is killed, and runs again under the same address. */
interface Killable {
  kill(): Promise<void>
  stop(): Promise<void>
}

async function killableProgram(file: string, env: NodeJS.ProcessEnv, crashes: string[]): Promise<Killable> {
  let child = watched(await startProgram(file, env))
  let restarting = Promise.resolve()
  const restart = async () => {
    child = watched(await untilStarted(() => startProgram(file, env)))
  }

  function watched(started: Started): Started {
    started.process.once('exit', (code, signal) => {
      if (started.isMeantToEnd) return
      crashes.push(`${file} (${env['SERVICES']}) ended with ${signal ?? `code ${code}`}:\n${started.output()}`)
      restarting = restart()
    })
    return started
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    await restarting
    child.isMeantToEnd = true
    await ended(child.process, signal)
  }
  return {
    async kill() {
      await end('SIGKILL')
      await restart()
    },
    stop: () => end('SIGTERM'),
  }
}

/** A program that listens. `isMeantToEnd` is set by whoever ends it. */
interface Started {
  process: ChildProcess
  output: () => string
  isMeantToEnd: boolean
}

const startTimeoutMs = 60_000

/** Resolves when the program says that it listens; rejects with what it said when it ends before, or does not come so far. */
function startProgram(file: string, env: NodeJS.ProcessEnv): Promise<Started> {
  const child = fork(join(server, file), { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  // timer: a program that hangs at its start
  const limit = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs)
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      clearTimeout(limit)
      resolve({ process: child, output: () => output, isMeantToEnd: false })
    })
    child.once('exit', (code, signal) => {
      clearTimeout(limit)
      reject(new Error(`${file} (${env['SERVICES']}) ended at its start with ${signal ?? `code ${code}`}:\n${output}`))
    })
  })
}

/** A program whose database stays away ends at its start; an orchestrator starts it again. */
async function untilStarted<T>(start: () => Promise<T>, patienceMs = 120_000): Promise<T> {
  const giveUpAt = Date.now() + patienceMs
  for (;;) {
    try {
      return await start()
    } catch (error) {
      if (Date.now() > giveUpAt) throw error
    }
  }
}

async function killableDatabase(dataDir: string): Promise<Killable & { url: string }> {
  const port = await freePort()
  const start = () => startEmbeddedPostgres({ dataDir, port })
  let postgres: EmbeddedPostgres = await start()
  return {
    url: postgres.url,
    async kill() {
      const pid = Number((await readFile(join(dataDir, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0])
      process.kill(pid, 'SIGKILL')
      await postgres.stop()
      postgres = await start()
    },
    stop: () => postgres.stop(),
  }
}

async function killableBroker(): Promise<Killable & { url: string; undelivered(): Promise<number> }> {
  const monitorPort = await freePort()
  const nats = await startNats({ monitorPort })
  return {
    url: nats.url,
    async kill() {
      await nats.kill()
      await nats.start()
    },
    async undelivered() {
      const response = await fetch(`http://127.0.0.1:${monitorPort}/jsz?consumers=true`)
      const { account_details: accounts } = (await response.json()) as JetStreamState
      const consumers = accounts.flatMap(({ stream_detail: streams }) => streams.flatMap((one) => one.consumer_detail))
      return consumers.reduce((sum, { num_pending: waiting, num_ack_pending: taken }) => sum + waiting + taken, 0)
    },
    stop: () => nats.remove(),
  }
}

/** What NATS says of its streams at `/jsz`, as far as it is read here. */
interface JetStreamState {
  account_details: { stream_detail: { consumer_detail: { num_pending: number; num_ack_pending: number }[] }[] }[]
}
