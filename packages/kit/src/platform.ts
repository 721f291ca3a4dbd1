/** Runs services in a process: opens what they need, wires them, listens where told, and stops cleanly. */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Event, Route } from '@ecc/contracts/define'
import type { FastifyInstance } from 'fastify'
import { Redis } from 'ioredis'
import type { JSONWebKeySet } from 'jose'
import type { Logger } from 'pino'
import { type Static, Type } from 'typebox'
import { v7 as uuidv7 } from 'uuid'
import { Directory, makeCall } from './call.ts'
import { type Clock, OffsetClock } from './clock.ts'
import { isProduction, readConfigs } from './config.ts'
import { type EventTransport, localTransport, Receiver, Relay, writeEvent } from './events.ts'
import { type FanOut, localFanOut, redisFanOut } from './fan-out.ts'
import { housekeeping } from './housekeeping.ts'
import { buildApp, type Lend } from './http.ts'
import { type Caller, serviceIdentity, type TokenVerifier, tokenVerifier } from './identity.ts'
import { addJob, migrateJobs, runJobs } from './jobs.ts'
import { startMetrics } from './metrics.ts'
import { migrate, searchPathOf } from './migrate.ts'
import { someRandomBytes } from './random.ts'
import {
  type Context,
  type DependencyHealth,
  type Ground,
  type Job,
  type Openable,
  type ServiceDefinition,
  schemaOf,
} from './service.ts'
import { refuse, type Upgrade, upgradeOf } from './sockets.ts'
import { openSql, type Sql } from './sql.ts'
import { telemetryConfig } from './telemetry.ts'
import { currentTrace } from './trace.ts'

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

/** A service as it runs. */
export interface RunningService {
  definition: ServiceDefinition
  app: FastifyInstance
  lend: Lend
  sql: Sql
  receiver: Receiver
  relay: Relay
  context: Context
  upgrade: Upgrade
  health(): Promise<DependencyHealth[]>
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
  const { env, log, services } = options
  const [own, ...theirs] = readConfigs([platformConfig, ...services.map((service) => service.config)], env)
  const config = own as Static<typeof platformConfig>
  const configs = new Map(services.map((service, index) => [service.name, theirs[index]]))
  const clock = options.clock ?? new OffsetClock()
  const databaseUrl = config.DATABASE_URL
  startMetrics()
  if (options.migrate !== false) await migratePlatform(databaseUrl, services)

  const redis = config.REDIS_URL ? openRedis(config.REDIS_URL, log) : undefined
  const fanOut = redis ? redisFanOut(redis, log) : localFanOut()
  const directory = new Directory(
    (name, port) => env[`${schemaOf(name).toUpperCase()}_URL`] ?? `http://127.0.0.1:${port}`,
  )
  const identity = serviceIdentity(config.INTERNAL_SECRET)
  const tokens = options.tokens ?? tokenVerifier(keysThrough(directory, identity, options.keys), clock)
  const running = new Map<string, RunningService>()
  const connected: { transport?: EventTransport } = {}
  const forward: EventTransport = {
    publish: (message) => connected.transport?.publish(message) ?? Promise.reject(new Error('not connected yet')),
    close: async () => {},
  }

  for (const definition of services) {
    running.set(
      definition.name,
      await openService({
        definition,
        config: configs.get(definition.name),
        databaseUrl,
        poolMax: config.DATABASE_POOL_MAX,
        ground: { directory, tokens, clock, redis, databaseUrl, production: isProduction(env) },
        transport: forward,
        log: log.child({ service: definition.name }),
        fanOut,
        identity,
      }),
    )
  }
  for (const service of running.values()) directory.add(service.definition.name, service)
  // Only now, since what extends a service may lean on the others: the gateway answers their routes.
  for (const { definition, app, context } of running.values()) {
    await definition.extend?.(app, context)
    await app.ready()
  }
  const receivers = new Map([...running].map(([name, service]) => [name, service.receiver]))
  connected.transport = config.NATS_URL
    ? await (await import('./nats-transport.ts')).natsTransport({ url: config.NATS_URL, receivers, log })
    : localTransport(() => [...receivers.values()])
  for (const service of running.values()) if (service.definition.migrations) service.relay.wake()
  const jobServices = [...running.values()].map((service) => ({
    service: service.definition.name,
    jobs: [
      ...(service.definition.jobs ?? []),
      ...(service.definition.migrations ? housekeeping(service) : []),
    ] as unknown as Job[],
    context: service.context,
  }))
  const runner =
    options.runJobs === false
      ? undefined
      : await runJobs({
          databaseUrl,
          services: jobServices,
          concurrency: config.JOB_CONCURRENCY,
          pollMs: options.jobPollMs ?? 2_000,
          log,
        })

  const handed = new Set<Duplex>()
  return {
    services: running,
    directory,
    clock,
    tokens,
    redis,
    databaseUrl,
    async listen(serviceName, { host, port }) {
      const service = running.get(serviceName)
      if (!service) throw new Error(`${serviceName} does not run in this process`)
      const { server } = service.app
      const address = await service.app.listen({ host, port })
      handUpgrades(server, service.upgrade, handed, log)
      return { port: Number(new URL(address).port) }
    },
    async stop() {
      const patience = setTimeout(() => handed.forEach((socket) => socket.destroy()), socketPatienceMs)
      await Promise.all([...running.values()].map(({ app }) => app.close()))
      clearTimeout(patience)
      await runner?.stop()
      await Promise.all([...running.values()].map(({ relay }) => relay.stop()))
      await connected.transport?.close()
      await fanOut.close()
      redis?.disconnect()
      await Promise.all([...running.values()].map(closeService))
      await directory.close()
    },
  }
}

/** Brings the whole database up to date for these services. */
export async function migratePlatform(databaseUrl: string, services: readonly ServiceDefinition[]): Promise<void> {
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

interface OpenServiceOptions {
  definition: ServiceDefinition
  config: unknown
  databaseUrl: string
  poolMax: number
  ground: Ground
  transport: EventTransport
  log: Logger
  fanOut: FanOut
  identity: ReturnType<typeof serviceIdentity>
}

async function openService(options: OpenServiceOptions): Promise<RunningService> {
  const { definition, log } = options
  const { clock, tokens, directory, production } = options.ground
  const sql = openSql({
    url: options.databaseUrl,
    max: options.poolMax,
    ...(definition.migrations ? { role: schemaOf(definition.name), searchPath: searchPathOf(definition.name) } : {}),
  })
  const now = () => clock.now()
  const resources = ((await definition.resources?.({
    config: options.config as never,
    sql,
    databaseUrl: options.databaseUrl,
    log,
    now,
    ground: options.ground,
  })) ?? {}) as Openable
  const relay = new Relay({ sender: definition.name, sql, transport: options.transport, clock, log })
  const newId = () => uuidv7({ msecs: clock.now().getTime(), random: someRandomBytes(16) })
  const base: Omit<Context, 'call'> = {
    config: options.config,
    resources,
    sql,
    now,
    id: newId,
    random: randomBytes,
    log,
    fanOut: options.fanOut,
    async emit(tx, event: Event, payload: unknown, aggregateId: string) {
      await writeEvent(tx, event, payload, {
        id: newId(),
        aggregateId,
        now: clock.now(),
        trace: currentTrace()?.traceparent ?? null,
      })
      tx.afterCommit(() => relay.wake())
    },
    addJob: (tx, job, payload, jobOptions) => addJob(tx, clock, job.name, payload, jobOptions),
  }
  const contextOf = (caller: Caller | null): Context => ({
    ...base,
    call: makeCall({ directory, identity: options.identity, serviceName: definition.name, caller }),
  })
  const context = contextOf(null)
  const contextFor = (caller: Caller | null) => (caller ? contextOf(caller) : context)
  const health = async () => [
    ...(definition.migrations ? [await databaseHealth(sql)] : []),
    ...((await resources.health?.()) ?? []),
  ]
  const { app, lend } = await buildApp({
    service: definition.name,
    handlers: definition.routes,
    sql,
    clock,
    log,
    tokens,
    services: options.identity,
    production,
    context: contextFor,
    health,
  })
  const sockets = upgradeOf({ sockets: definition.sockets ?? [], tokens, context: contextFor, log })
  app.addHook('preClose', () => sockets.close())
  const receiver = new Receiver({
    service: definition.name,
    subscriptions: definition.subscriptions ?? [],
    sql,
    clock,
    log,
    context,
  })
  return {
    definition,
    app,
    lend,
    sql,
    receiver,
    relay,
    context,
    upgrade: definition.upgrade?.(context) ?? sockets.upgrade,
    health,
  }
}

async function databaseHealth(sql: Sql): Promise<DependencyHealth> {
  const started = performance.now()
  try {
    await sql`select 1`
    return { name: 'postgresql', status: 'up', detail: `${Math.round(performance.now() - started)} ms` }
  } catch (error) {
    return { name: 'postgresql', status: 'down', detail: (error as Error).message }
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

async function closeService(service: RunningService): Promise<void> {
  await (service.context.resources as Openable).close?.()
  await service.sql.end()
}
