/** Runs services in a process: opens what they need, wires them, listens where told, and stops cleanly. */
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Route } from '@ecc/contracts/define'
import { Redis } from 'ioredis'
import type { JSONWebKeySet } from 'jose'
import type { Logger } from 'pino'
import { type Static, Type } from 'typebox'
import { Directory, makeCall } from './call.ts'
import { type Clock, OffsetClock } from './clock.ts'
import { isProduction, readConfigs } from './config.ts'
import { untilDatabaseAnswers } from './database-start.ts'
import { type EventTransport, localTransport, type Receiver } from './events.ts'
import { localFanOut, redisFanOut } from './fan-out.ts'
import { housekeeping } from './housekeeping.ts'
import { serviceIdentity, type TokenVerifier, tokenVerifier } from './identity.ts'
import { migrateJobs, runJobs } from './jobs.ts'
import { startMetrics } from './metrics.ts'
import { migrate } from './migrate.ts'
import { type Common, closeService, openService, type RunningService } from './running-service.ts'
import { type Job, type ServiceDefinition, schemaOf } from './service.ts'
import { refuse, type Upgrade } from './sockets.ts'
import { telemetryConfig } from './telemetry.ts'

/** What the kit itself reads from the environment. */
export const platformConfig = Type.Object({
  DATABASE_URL: Type.String({ description: 'PostgreSQL as its owner; each service works under a role of its own' }),
  NATS_URL: Type.Optional(
    Type.String({ description: 'NATS JetStream, comma separated; without it events stay in the process' }),
  ),
  REDIS_URL: Type.Optional(Type.String({ description: 'Redis for rate limits and fan-out across replicas' })),
  INTERNAL_SECRET: Type.String({
    secret: true,
    developmentDefault: 'development-only-internal-secret',
    minLength: 16,
    description: 'Shared by the services; proves a call comes from one of them',
  }),
  NODE_ENV: Type.Optional(
    Type.String({ description: '`production` refuses secrets with defaults and hides development routes' }),
  ),
  DATABASE_POOL_MAX: Type.Integer({
    default: 10,
    minimum: 2,
    maximum: 100,
    description: 'Connections per service and process',
  }),
  JOB_CONCURRENCY: Type.Integer({ default: 8, minimum: 1, maximum: 100, description: 'Jobs a process runs at once' }),
  ...telemetryConfig.properties,
})
type Config = Static<typeof platformConfig>

/** How a process runs its services. */
export interface PlatformOptions {
  services: readonly ServiceDefinition[]
  env: Record<string, string | undefined>
  log: Logger
  /** The route that gives the keys of access tokens; not needed when `tokens` is given. */
  keys?: Route
  clock?: Clock
  tokens?: TokenVerifier
  /** `false`: jobs are not run; for tools and tests. */
  runJobs?: boolean
  /** `false`: the schema is taken to be current, as in a test database made from a template. */
  migrate?: boolean
  jobPollMs?: number
}

/** The services of this process, wired and ready; nobody listens yet. */
export interface Platform {
  services: ReadonlyMap<string, RunningService>
  directory: Directory
  clock: Clock
  tokens: TokenVerifier
  redis: Redis | undefined
  databaseUrl: string
  /** Lets a service listen on a port for HTTP and WebSockets. */
  listen(serviceName: string, address: { host: string; port: number }): Promise<{ port: number }>
  /** Stops taking requests, finishes what is under way, closes everything. */
  stop(): Promise<void>
}

/** How long sockets may take to say goodbye when the process stops. */
const socketPatienceMs = 1_000

/** Opens the services of a process. Throws a ConfigError naming every wrong or missing setting of all of them. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const { services, env, log } = options
  const [own, ...theirs] = readConfigs([platformConfig, ...services.map((service) => service.config)], env)
  const config = own as Config
  startMetrics()
  if (options.migrate !== false) await migratePlatform(config.DATABASE_URL, services)

  const running = new Map<string, RunningService>()
  const transport = await transportOf(config, () => [...running.values()].map(({ receiver }) => receiver), log)
  const common = openCommon(config, transport, options)
  for (const [index, definition] of services.entries())
    running.set(definition.name, await openService(definition, theirs[index], common))
  const all = [...running.values()]
  const { directory, clock, tokens, redis, databaseUrl } = common.ground
  for (const service of all) directory.add(service.definition.name, service)
  // Only now, since what extends a service may lean on the others: the gateway answers their routes.
  for (const { definition, app, context } of all) {
    await definition.extend?.(app, context)
    await app.ready()
  }
  transport.start()
  for (const { definition, relay, receiver } of all) {
    if (!definition.migrations) continue
    relay.wake()
    void receiver.resume()
  }
  const runner = options.runJobs === false ? undefined : await runAllJobs(all, config, options)

  const doors = openDoors(running, log)
  return {
    services: running,
    directory,
    clock,
    tokens,
    redis,
    databaseUrl,
    listen: doors.listen,
    async stop() {
      await doors.close()
      await runner?.stop()
      await Promise.all(all.map(({ relay }) => relay.stop()))
      await transport.close()
      await common.fanOut.close()
      redis?.disconnect()
      await Promise.all(all.map(closeService))
      await directory.close()
    },
  }
}

/** Opens what the services of a process share. */
function openCommon(config: Config, transport: EventTransport, options: PlatformOptions): Common {
  const { env, log } = options
  const clock = options.clock ?? new OffsetClock()
  const redis = config.REDIS_URL ? openRedis(config.REDIS_URL, log) : undefined
  const directory = new Directory(
    (name, port) => env[`${schemaOf(name).toUpperCase()}_URL`] ?? `http://127.0.0.1:${port}`,
  )
  const identity = serviceIdentity(config.INTERNAL_SECRET)
  const tokens = options.tokens ?? tokenVerifier(keysThrough(directory, identity, options.keys), clock)
  return {
    ground: { directory, tokens, clock, redis, databaseUrl: config.DATABASE_URL, production: isProduction(env) },
    identity,
    transport,
    fanOut: redis ? redisFanOut(redis, log) : localFanOut(),
    poolMax: config.DATABASE_POOL_MAX,
    log,
  }
}

/** The way events take: over NATS where it is set, else within this process. */
async function transportOf(config: Config, receivers: () => readonly Receiver[], log: Logger): Promise<EventTransport> {
  if (!config.NATS_URL) return localTransport(receivers)
  const { natsTransport } = await import('./nats-transport.ts')
  return natsTransport({ url: config.NATS_URL, receivers, log })
}

/** Runs the jobs of all services, their housekeeping included. */
function runAllJobs(running: readonly RunningService[], config: Config, options: PlatformOptions) {
  const services = running.map((service) => {
    const { name, jobs = [], migrations } = service.definition
    const own = [...jobs, ...(migrations ? housekeeping(service) : [])] as unknown as Job[]
    return { service: name, jobs: own, context: service.context }
  })
  return runJobs({
    databaseUrl: config.DATABASE_URL,
    services,
    concurrency: config.JOB_CONCURRENCY,
    pollMs: options.jobPollMs ?? 2_000,
    log: options.log,
  })
}

/** Where services listen, and how all of it is closed: no new request, those under way finished, sockets told. */
function openDoors(running: ReadonlyMap<string, RunningService>, log: Logger) {
  const handed = new Set<Duplex>()
  const listen: Platform['listen'] = async (serviceName, { host, port }) => {
    const service = running.get(serviceName)
    if (!service) throw new Error(`${serviceName} does not run in this process`)
    const { server } = service.app
    const address = await service.app.listen({ host, port })
    handUpgrades(server, service.upgrade, handed, log)
    return { port: Number(new URL(address).port) }
  }
  async function close(): Promise<void> {
    const patience = setTimeout(() => handed.forEach((socket) => socket.destroy()), socketPatienceMs)
    await Promise.all([...running.values()].map(({ app }) => app.close()))
    clearTimeout(patience)
  }
  return { listen, close }
}

/** Brings the whole database up to date for these services. */
export async function migratePlatform(databaseUrl: string, services: readonly ServiceDefinition[]): Promise<void> {
  await untilDatabaseAnswers(databaseUrl)
  await migrate(databaseUrl, services)
  await migrateJobs(
    databaseUrl,
    services.filter(({ migrations }) => migrations).map(({ name }) => name),
  )
}

/** A connection that fails fast: what needs Redis goes on without it. */
export function openRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    commandTimeout: 500,
    enableOfflineQueue: false,
    lazyConnect: false,
  })
  redis.on('error', (error: Error) => log.warn({ error: error.message }, 'redis'))
  return redis
}

function keysThrough(directory: Directory, identity: ReturnType<typeof serviceIdentity>, keys: Route | undefined) {
  return async () => {
    if (!keys) throw new Error('no route gives the keys of access tokens')
    const call = makeCall({ directory, identity, serviceName: 'kit', caller: null })
    return (await call(keys, {} as never)) as unknown as JSONWebKeySet
  }
}

/** Hands each upgrade on, and keeps its socket in `handed` while it is open. Whatever a client sends, the process lives on. */
function handUpgrades(server: Server, upgrade: Upgrade, handed: Set<Duplex>, log: Logger): void {
  server.on('upgrade', (request, socket, head) => {
    handed.add(socket)
    socket.on('close', () => handed.delete(socket))
    socket.on('error', () => socket.destroy())
    try {
      if (!upgrade(request, socket, head)) refuse(socket, 404, 'Not Found')
    } catch (error) {
      log.warn({ url: request.url, error: (error as Error).message }, 'an upgrade could not be read')
      refuse(socket, 400, 'Bad Request')
    }
  })
}
