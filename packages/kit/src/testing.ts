/** One service under test on a real PostgreSQL, with the others faked by contract and a clock the test owns. */
import { createHash, randomUUID } from 'node:crypto'
import {
  type Event,
  type PayloadOf,
  type ProblemBody,
  problemFromBody,
  type ReplyOf,
  type Role,
  type Route,
} from '@ecc/contracts/define'
import { type FastifyInstance, fastify, type InjectOptions, type LightMyRequestResponse } from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import { Compile } from 'typebox/compile'
import { pathOf } from './call.ts'
import { OffsetClock } from './clock.ts'
import type { EventMessage } from './events.ts'
import { isObjectSchema } from './http.ts'
import { type Caller, serviceIdentity, type TokenVerifier } from './identity.ts'
import { bringJobsForward, dueJobs } from './jobs.ts'
import { migratePlatform, openPlatform, type Platform, platformConfig } from './platform.ts'
import { type CallArguments, type Context, type ServiceDefinition, schemaOf } from './service.ts'
import type { Sql } from './sql.ts'
import { testDatabase } from './testing/database.ts'

/** Another service's route, answered by the test. */
export interface Fake {
  route: Route
  answer: (request: { params: never; query: never; body: never; caller: Caller | null }) => Promise<unknown>
}

/** Fakes a route of another service; the arguments and the answer are held to the contract. */
export function fake<R extends Route>(
  route: R,
  answer: (request: { params: never; query: never; body: BodyFor<R>; caller: Caller | null }) => Promise<ReplyOf<R>>,
): Fake {
  return { route, answer: answer as unknown as Fake['answer'] }
}
type BodyFor<R extends Route> = R extends { body: infer B extends import('typebox').TSchema }
  ? import('typebox').Static<B>
  : never

function person(roles: readonly Role[], userId: string): Caller {
  const token = `test.${Buffer.from(JSON.stringify({ userId, roles })).toString('base64url')}`
  return { userId, roles, loginId: userId, token }
}

/** A UUIDv7-shaped id for tests. */
export const anId = (): string => randomUUID().replace(/^(.{14})./, '$17')
/** A signed-in player. */
export const aPlayer = (userId = anId()): Caller => person(['player'], userId)
/** A signed-in coach, who is a player too. */
export const aCoach = (userId = anId()): Caller => person(['player', 'coach'], userId)
/** A signed-in member of staff. */
export const anAdmin = (userId = anId()): Caller => person(['player', 'admin'], userId)

/** Believes the tokens that `aPlayer` and its siblings carry. */
export const testTokens: TokenVerifier = {
  async verify(token) {
    if (!token.startsWith('test.')) return undefined
    const { userId, roles } = JSON.parse(Buffer.from(token.slice(5), 'base64url').toString()) as {
      userId: string
      roles: Role[]
    }
    return { userId, roles, loginId: userId, token }
  },
}

interface TestRequest {
  as?: Caller
  idempotencyKey?: string
  headers?: Record<string, string>
}

/** A service under test. */
export interface TestedService<Config = never, Resources = never> {
  call<R extends Route>(route: R, args?: CallArguments<R>, options?: TestRequest): Promise<ReplyOf<R>>
  request(options: InjectOptions & { as?: Caller }): Promise<LightMyRequestResponse>
  sql: Sql
  clock: {
    now(): Date
    advance(by: { seconds?: number; minutes?: number; hours?: number; days?: number }): Promise<void>
    set(at: string): Promise<void>
  }
  deliver<E extends Event>(
    event: E,
    payload: PayloadOf<E>,
    options?: { id?: string; aggregateId?: string },
  ): Promise<void>
  emitted<E extends Event>(event: E): Promise<PayloadOf<E>[]>
  settle(): Promise<void>
  listen(): Promise<{ url: string; wsUrl: string }>
  ctx: Context<Config, Resources>
  resources: Resources
  close(): Promise<void>
}

/** Starts one service in a fresh database. Close it when done. */
export async function testService<Config = never, Resources = never>(
  definition: ServiceDefinition,
  options: { fakes?: readonly Fake[]; env?: Record<string, string>; now?: string; clock?: OffsetClock } = {},
): Promise<TestedService<Config, Resources>> {
  const database = await testDatabase(templateKey(definition), (url) => migratePlatform(url, [definition]))
  const clock = options.clock ?? new OffsetClock(options.now)
  const log = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' })
  const platform = await openPlatform({
    services: [definition],
    env: { DATABASE_URL: database.url, DATABASE_POOL_MAX: '6', JOB_CONCURRENCY: '2', ...options.env },
    log,
    clock,
    tokens: testTokens,
    migrate: false,
    jobPollMs: 500,
  })
  const fakes = await fakeServices(platform, definition, options.fakes ?? [])
  const service = platform.services.get(definition.name)
  if (!service) throw new Error('the service did not start')
  const settle = () => settled(platform)
  const advance = async (ms: number) => {
    clock.offsetMs += ms
    await bringJobsForward(database.url, ms)
    await settle()
  }
  let sequence = 0
  return {
    call: async (route, args = {} as never, request = {}) => callInto(service.app, route, args, request),
    request: ({ as, ...rest }) =>
      service.app.inject({
        ...rest,
        headers: { ...rest.headers, ...(as ? { authorization: `Bearer ${as.token}` } : {}) },
      }),
    sql: service.sql,
    clock: {
      now: () => clock.now(),
      advance: ({ seconds = 0, minutes = 0, hours = 0, days = 0 }) =>
        advance((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000),
      set: (at) => advance(Date.parse(at) - clock.now().getTime()),
    },
    async deliver(event, payload, { id = anId(), aggregateId = id } = {}) {
      const message: EventMessage = {
        id,
        sequence: ++sequence,
        sender: event.service.name,
        name: event.name,
        aggregateId,
        payload: JSON.parse(JSON.stringify(payload)) as unknown,
        occurredAt: clock.now().toISOString(),
        trace: null,
      }
      await service.receiver.receiveOrThrow(message)
    },
    async emitted(event) {
      const rows = await service.sql<{
        payload: PayloadOf<typeof event>
      }>`select payload from outbox where name = ${event.name} order by sequence`
      return rows.map(({ payload }) => payload)
    },
    settle,
    async listen() {
      const { port } = await platform.listen(definition.name, { host: '127.0.0.1', port: 0 })
      return { url: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` }
    },
    ctx: service.context as Context<Config, Resources>,
    resources: service.context.resources as Resources,
    async close() {
      await platform.stop()
      await Promise.all(fakes.map((app) => app.close()))
      await database.drop()
    },
  }
}

function templateKey(definition: ServiceDefinition): string {
  return `${definition.name}-${createHash('sha256').update(String(definition.migrations)).digest('hex').slice(0, 8)}`
}

async function callInto<R extends Route>(
  app: FastifyInstance,
  route: R,
  args: object,
  request: TestRequest,
): Promise<ReplyOf<R>> {
  const { params = {}, query = {}, body } = args as { params?: object; query?: object; body?: unknown }
  const response = await app.inject({
    method: route.method as 'GET',
    url: pathOf(route, params, query),
    headers: {
      ...(request.as ? { authorization: `Bearer ${request.as.token}` } : {}),
      ...(route.access === 'service' ? { 'x-service': serviceHeader() } : {}),
      ...(request.idempotencyKey ? { 'idempotency-key': request.idempotencyKey } : {}),
      ...request.headers,
    },
    ...(body === undefined || body === null ? {} : { payload: body as object }),
  })
  if (String(response.headers['content-type']).startsWith('application/problem+json'))
    throw problemFromBody(response.json<ProblemBody>())
  if (route.rawReply) return response.body as ReplyOf<R>
  return (response.body === '' ? null : response.json()) as ReplyOf<R>
}

function serviceHeader(): string {
  const key = platformConfig.properties.INTERNAL_SECRET as unknown as { developmentDefault: string }
  return serviceIdentity(key.developmentDefault).mint('test')
}

async function fakeServices(
  platform: Platform,
  definition: ServiceDefinition,
  fakes: readonly Fake[],
): Promise<FastifyInstance[]> {
  const apps: FastifyInstance[] = []
  for (const [name, routes] of Map.groupBy(fakes, ({ route }) => route.service.name)) {
    if (name === definition.name) throw new Error(`${name} is the service under test; only others are faked`)
    const app = fastify()
    for (const { route, answer } of routes) addFake(app, route, answer)
    await app.ready()
    platform.directory.add(name, { app, lend: () => {}, upgrade: () => false })
    apps.push(app)
  }
  return apps
}

function addFake(app: FastifyInstance, route: Route, answer: Fake['answer']): void {
  const body = Compile(route.body)
  const reply = Compile(route.reply)
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, response) => {
      if (isObjectSchema(route.body) && !body.Check(request.body))
        throw new Error(`${route.name} was called with a body that breaks its contract`)
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
      const caller = token ? ((await testTokens.verify(token)) ?? null) : null
      try {
        const result = await answer({
          params: request.params as never,
          query: request.query as never,
          body: request.body as never,
          caller,
        })
        const plain = result === undefined ? null : (JSON.parse(JSON.stringify(result)) as unknown)
        if (route.status !== 204 && !reply.Check(plain)) {
          throw new Error(
            `the fake of ${route.name} answers against its contract: ${JSON.stringify(reply.Errors(plain)[0])}`,
          )
        }
        return await response.code(route.status).send(route.status === 204 ? undefined : plain)
      } catch (error) {
        const problem = error as { status?: number }
        if (problem.status)
          return response.code(problem.status).type('application/problem+json').send(JSON.stringify(error))
        throw error
      }
    },
  })
}

/** Waits until no event is on its way and no job is due, in this platform. */
export async function settled(platform: Platform): Promise<void> {
  const giveUpAt = Date.now() + 15_000
  const client = new pg.Client({ connectionString: platform.databaseUrl })
  await client.connect()
  try {
    while (await hasWork(client, platform)) {
      for (const { relay, definition } of platform.services.values()) if (definition.migrations) relay.wake()
      if (Date.now() > giveUpAt) throw new Error('the platform did not settle within 15 s')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  } finally {
    await client.end()
  }
  await Promise.all([...platform.services.values()].map(({ relay }) => relay.idle()))
}

/** Asked in one statement: what a job or an event brings is committed before it is done, so one snapshot misses nothing. */
async function hasWork(client: pg.Client, platform: Platform): Promise<boolean> {
  const outboxes = [...platform.services.values()]
    .filter(({ definition }) => definition.migrations)
    .map(({ definition }) => `exists (select from ${schemaOf(definition.name)}.outbox where published_at is null)`)
  const work = [`exists (select from ${dueJobs})`, ...outboxes].join(' or ')
  const { rows } = await client.query<{ busy: boolean }>(`select ${work} as busy`)
  return rows[0]?.busy ?? false
}
