/** A service as it runs: opened from its declaration, with a database, a context, an HTTP side and ears of its own. */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { makeCall } from './call.ts'
import { type EventTransport, Receiver, Relay, writeEvent } from './events.ts'
import type { FanOut } from './fan-out.ts'
import { buildApp, type Lend } from './http.ts'
import type { Caller, serviceIdentity } from './identity.ts'
import { addJob } from './jobs.ts'
import { searchPathOf } from './migrate.ts'
import { someRandomBytes } from './random.ts'
import {
  type Context,
  type DependencyHealth,
  type Ground,
  type Openable,
  type ServiceDefinition,
  schemaOf,
} from './service.ts'
import { type Upgrade, upgradeOf } from './sockets.ts'
import { openSql, type Sql } from './sql.ts'
import { currentTrace } from './trace.ts'

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

/** What the services of a process have in common. */
export interface Common {
  ground: Ground
  identity: ReturnType<typeof serviceIdentity>
  transport: EventTransport
  fanOut: FanOut
  poolMax: number
  log: Logger
}

/** Opens a service with its parsed configuration. Nobody listens yet, and no event is taken in. */
export async function openService(
  definition: ServiceDefinition,
  config: unknown,
  common: Common,
): Promise<RunningService> {
  const { ground, transport } = common
  const { clock, tokens } = ground
  const log = common.log.child({ service: definition.name })
  const sql = openOwnSql(definition, common)
  const resources = await openResources(definition, { config: config as never, sql, log, ground })
  const relay = new Relay({ sender: definition.name, sql, transport, clock, log })
  const contextFor = contextOf(definition.name, { config, resources, sql, log, relay }, common)
  const context = contextFor(null)
  const health = async () => [
    ...(definition.migrations ? [await databaseHealth(sql), ...transport.health()] : []),
    ...((await resources.health?.()) ?? []),
  ]
  const { app, lend } = await buildApp({
    service: definition.name,
    handlers: definition.routes,
    sql,
    clock,
    log,
    tokens,
    services: common.identity,
    production: ground.production,
    context: contextFor,
    health,
  })
  const sockets = upgradeOf({ sockets: definition.sockets ?? [], tokens, context: contextFor, log })
  app.addHook('preClose', async () => {
    await resources
      .sayGoodbye?.()
      .catch((error: Error) => log.warn({ error: error.message }, 'sockets were not told of the stop'))
    sockets.close()
  })
  const subscriptions = definition.subscriptions ?? []
  const receiver = new Receiver({ service: definition.name, subscriptions, sql, clock, log, context })
  const upgrade = definition.upgrade?.(context) ?? sockets.upgrade
  return { definition, app, lend, sql, receiver, relay, context, upgrade, health }
}

/** Closes what the service opened itself, then its database; its HTTP side and its relay are stopped before. */
export async function closeService(service: RunningService): Promise<void> {
  await (service.context.resources as Openable).close?.()
  await service.sql.end()
}

/** A service with tables works under its own role, which sees its own schema only. */
function openOwnSql(definition: ServiceDefinition, { ground, poolMax }: Common): Sql {
  const own = { role: schemaOf(definition.name), searchPath: searchPathOf(definition.name) }
  return openSql({ url: ground.databaseUrl, max: poolMax, ...(definition.migrations ? own : {}) })
}

async function openResources(
  definition: ServiceDefinition,
  opening: { config: never; sql: Sql; log: Logger; ground: Ground },
): Promise<Openable> {
  const { databaseUrl, clock } = opening.ground
  return (await definition.resources?.({ ...opening, databaseUrl, now: () => clock.now() })) ?? {}
}

/** Makes the context of each caller: the same means, with calls that carry who asked. */
function contextOf(
  serviceName: string,
  own: Pick<Context, 'config' | 'resources' | 'sql' | 'log'> & { relay: Relay },
  { ground, identity, fanOut }: Common,
): (caller: Caller | null) => Context {
  const { relay, ...means } = own
  const { clock, directory } = ground
  const id = () => uuidv7({ msecs: clock.now().getTime(), random: someRandomBytes(16) })
  const base: Omit<Context, 'call'> = {
    ...means,
    fanOut,
    now: () => clock.now(),
    id,
    random: randomBytes,
    async emit(tx, event, payload, aggregateId) {
      const trace = currentTrace()?.traceparent ?? null
      await writeEvent(tx, event, payload, { id: id(), aggregateId, now: clock.now(), trace })
      tx.afterCommit(() => relay.wake())
    },
    addJob: (tx, job, payload, options) => addJob(tx, clock, job.name, payload, options),
  }
  const contextFor = (caller: Caller | null): Context => ({
    ...base,
    call: makeCall({ directory, identity, serviceName, caller }),
  })
  const anonymous = contextFor(null)
  return (caller) => (caller ? contextFor(caller) : anonymous)
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
