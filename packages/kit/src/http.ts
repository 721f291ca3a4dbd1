/** A service's HTTP side: Fastify from the contract. Validation, identity, access, problems, idempotency, health. */
import { ProblemError, type Role, type Route } from '@ecc/contracts/define'
import {
  internalFault,
  invalidRequest,
  notAllowed,
  notFound,
  notSignedIn,
  timedOut,
  unavailable,
} from '@ecc/contracts/problems'
import fastJson, { type AnySchema } from 'fast-json-stringify'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
  type RouteOptions,
} from 'fastify'
import pg from 'pg'
import type { Clock } from './clock.ts'
import { Exchange } from './exchange.ts'
import { answerOnce, earlierAnswer, hashOf, idempotencyKey } from './idempotency.ts'
import type { Caller, ServiceIdentity, TokenVerifier } from './identity.ts'
import { metricsText } from './metrics.ts'
import { someRandomWord } from './random.ts'
import { durationsOf } from './route-durations.ts'
import type { Context, DependencyHealth, Handler, Request } from './service.ts'
import { RawReply } from './service.ts'
import { isStalePlan, type Sql, type Tx } from './sql.ts'
import { withinTimeLimit } from './time-limit.ts'
import { inSpan } from './trace.ts'
import { requestCheck } from './validation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's name in its contract. */
    name?: string
  }
}

/** What an app is built from. */
export interface HttpOptions {
  service: string
  handlers: readonly Handler[]
  sql: Sql
  clock: Clock
  log: FastifyBaseLogger
  tokens: TokenVerifier
  services: ServiceIdentity
  production: boolean
  context: (caller: Caller | null) => Context
  health: () => Promise<DependencyHealth[]>
}

const defaultBodyLimitBytes = 64 * 1024
const defaultTimeoutMs = 5_000

/** Where another instance answers a route of this one, and what it does before. */
export type Door = Pick<RouteOptions, 'url' | 'config' | 'onRequest'>

/**
 * Has `carrier` answer a route of this service just as the service does: its checks, its problems, its metrics. Does
 * nothing when the service does not serve that route.
 */
export type Lend = (route: Route, carrier: FastifyInstance, door: Door) => void

/** Builds the Fastify instance of a service; nobody listens yet. */
export async function buildApp(options: HttpOptions): Promise<{ app: FastifyInstance; lend: Lend }> {
  const app = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (log) => log, // what we log of a request names it; a logger for each would be made in vain
    bodyLimit: defaultBodyLimitBytes,
    trustProxy: 'loopback, linklocal, uniquelocal',
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    genReqId: (request) => requestIdOf(request.headers['x-request-id']) ?? someRandomWord(),
    frameworkErrors: (error, request, reply) => toProblemReply(toProblem(error, request.id, options), request, reply),
  })
  takeJsonOnly(app)
  const observeOther = durationsOf(options.service, 'other')
  app.addHook('onRoute', (route) => measure(route, options.service))
  app.setErrorHandler((error, request, reply) => toProblemReply(toProblem(error, request.id, options), request, reply))
  app.setNotFoundHandler((request, reply) => {
    observeOther(404, reply.elapsedTime / 1000)
    return toProblemReply(notFound(), request, reply)
  })
  app.setValidatorCompiler(() => () => true) // requests are checked in the handler, so that faults become one problem
  const declarations = new Map<string, RouteOptions>()
  for (const { route, ...handler } of options.handlers) {
    if (route.development && options.production) continue
    declarations.set(route.name, declare({ route, ...handler }, options))
    addRoute(app, route, declarations.get(route.name) as RouteOptions)
  }
  addProbes(app, options)
  return {
    app,
    lend(route, carrier, door) {
      const declaration = declarations.get(route.name)
      if (!declaration) return
      const lent = { ...declaration, ...door }
      measure(lent, options.service)
      addRoute(carrier, route, lent)
    },
  }
}

/** Has the durations of a route counted for a service, beside others that count them. HEAD has its GET's hooks already. */
function measure(route: RouteOptions, service: string): void {
  if (route.method === 'HEAD') return
  const observe = durationsOf(service, route.config?.name ?? 'other')
  const onResponse = (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    observe(reply.statusCode, reply.elapsedTime / 1000)
    done()
  }
  route.onResponse = [route.onResponse ?? [], onResponse].flat()
}

const requestIdPattern = /^[\w.:/+=-]{1,100}$/

/** The id a caller gave its request; it goes into logs and answers, so it is held to a plain short word. */
function requestIdOf(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && requestIdPattern.test(given) ? given : undefined
}

/** JSON bodies, and an empty one as none: many clients name a content type although they send nothing. */
function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null)
    else void parse(request, body, done)
  })
}

function addRoute(app: FastifyInstance, route: Route, declaration: RouteOptions): void {
  if (!route.rawBody) return void app.route(declaration)
  const mediaTypes = [...route.rawBody]
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(mediaTypes, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.route(declaration)
  })
}

function declare(handler: Handler, options: HttpOptions): RouteOptions {
  const { route } = handler
  const serve = serving(handler, options)
  const timeoutMs = route.timeoutMs ?? defaultTimeoutMs
  const span = {
    service: options.service,
    kind: 'server' as const,
    name: route.name,
    attributes: {
      'http.request.method': route.method,
      'http.route': route.path,
      'http.response.status_code': route.status,
    },
  }
  return {
    method: route.method,
    url: route.path,
    bodyLimit: route.bodyLimitBytes ?? defaultBodyLimitBytes,
    config: { name: route.name },
    errorHandler: (error, request, reply) => toProblemReply(toProblem(error, request.id, options), request, reply),
    handler(request, reply) {
      const now = Date.now()
      const deadlineMs = Math.min(now + timeoutMs, Number(request.headers['x-deadline-ms']) || Infinity)
      const begun = { requestId: request.id, traceparent: request.headers['traceparent'] as string, deadlineMs }
      return inSpan(span, begun, () => serve(request, reply, deadlineMs - now))
    },
  }
}

type Serving = (request: FastifyRequest, reply: FastifyReply, limitMs: number) => Promise<unknown>

/** All that is done for a request of a route: who asks, whether it is right, the work, the answer. */
function serving(handler: Handler, options: HttpOptions): Serving {
  const { route } = handler
  const check = requestCheck(route)
  const bodyOf = bodyReading(route)
  const answer = answering(route)
  return async (request, reply, limitMs) => {
    // Node tells the machine's time by itself, for less.
    if (options.clock.offsetMs !== 0) reply.header('date', options.clock.now().toUTCString())
    const bearer = bearerOf(request.headers.authorization)
    const caller = bearer ? ((await options.tokens.verify(bearer)) ?? null) : null
    checkAccess(route, caller, request, options)
    const parts = { params: request.params, query: request.query, body: bodyOf(request.body) }
    check(parts)
    const work = handle(handler, parts, caller, request, reply, options)
    return answer(await withinTimeLimit(work, limitMs, timedOut), reply)
  }
}

/** Whether a schema takes a JSON object. */
export function isObjectSchema(schema: object): boolean {
  return 'type' in schema && schema.type === 'object'
}

/** No body is an empty object where one is declared, and an empty object is none where none is. */
function bodyReading(route: Route): (body: unknown) => unknown {
  if (route.rawBody) return () => null
  if (isObjectSchema(route.body)) return (body) => body ?? {}
  return (body) => {
    const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0
    return isEmpty ? null : (body ?? null)
  }
}

async function handle(
  handler: Handler,
  parts: { params: unknown; query: unknown; body: unknown },
  caller: Caller | null,
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpOptions,
): Promise<unknown> {
  const { route } = handler
  const key = route.idempotent ? idempotencyKey(request) : null
  const asked = key && { key, caller: caller?.userId ?? request.ip, route: route.name, hash: hashOf(parts) }
  const replay = (earlier: unknown) => {
    reply.header('idempotent-replayed', 'true')
    return earlier
  }
  // Before the handler looks at a world that the first request has changed: the slot it held is taken, by itself.
  const earlier = asked && (await earlierAnswer(options.sql, asked))
  if (earlier) return replay(earlier.reply)
  const once = async (work: (tx: Tx) => Promise<unknown>) => {
    if (!asked) return options.sql.begin(work)
    const answer = await answerOnce(options.sql, options.clock, asked, work)
    return answer.again ? replay(answer.reply) : answer.reply
  }
  const { params, query, body } = parts
  const http = new Exchange(request, reply, { secure: options.production })
  const ifMatch = revisionOf(request.headers['if-match'])
  const whole = { params, query, body, caller, http, ifMatch, key, once } as Request<Route>
  try {
    return await handler.serve(whole, options.context(caller))
  } catch (error) {
    // Or the first request came to its end while this one looked.
    const first = asked && error instanceof ProblemError && (await earlierAnswer(options.sql, asked))
    if (first) return replay(first.reply)
    throw error
  }
}

function revisionOf(header: string | undefined): number | null {
  if (header === undefined || header === '*') return null
  const match = /^(?:W\/)?"(\d{1,15})"$/.exec(header)
  if (!match) throw invalidRequest('If-Match must be the ETag of an earlier reply')
  return Number(match[1])
}

/** Sets status and headers of a route's answer and gives what is to be sent. Only declared fields leave. */
function answering(route: Route): (result: unknown, reply: FastifyReply) => RawReply['body'] | undefined {
  const hasJson = !route.rawReply && route.status !== 204
  const compile = (): ((result: unknown) => string) => (hasJson ? fastJson(route.reply as AnySchema) : JSON.stringify)
  let textOf: ReturnType<typeof compile> | undefined
  return (result, reply) => {
    reply.code(route.status)
    if (result instanceof RawReply) {
      for (const [name, value] of Object.entries(result.headers)) reply.header(name, value)
      if (isUnchanged(reply)) return void reply.code(304)
      reply.type(result.contentType)
      return result.body
    }
    if (route.versioned) reply.header('etag', `"${(result as { revision: number }).revision}"`)
    if (route.status === 204) return undefined
    if (!reply.getHeader('cache-control')) reply.header('cache-control', 'no-store')
    reply.header('content-type', 'application/json; charset=utf-8')
    textOf ??= compile()
    return textOf(result ?? null)
  }
}

/** Whether the caller has what would be sent: one of the tags it names is the reply's `etag` (RFC 9110, 13.1.2). */
function isUnchanged(reply: FastifyReply): boolean {
  const etag = reply.getHeader('etag')
  const asked = reply.request.headers['if-none-match']
  if (reply.request.method !== 'GET' || etag === undefined || asked === undefined) return false
  return asked === '*' || asked.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/** The access token of an `Authorization` header. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^Bearer (\S+)$/i.exec(authorization)?.[1]
}

function checkAccess(route: Route, caller: Caller | null, request: FastifyRequest, options: HttpOptions): void {
  if (route.access === 'public') return
  if (route.access === 'service') {
    if (options.services.check(String(request.headers['x-service'] ?? ''))) return
    throw notFound() // what is internal does not exist for others
  }
  if (!caller) throw notSignedIn()
  if (route.access !== 'self' && !caller.roles.includes(route.access satisfies Role)) throw notAllowed()
}

const retryableSqlStates = new Set(['40001', '40P01', '55P03', '57014', '53300', '57P01', '57P02', '57P03', '08006'])
const connectionFaults = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
/** What pg says, without a code, of a connection that broke or could not be had. */
const connectionMessages = /^Connection terminated|not queryable$|timeout exceeded when trying to connect/

function toProblem(error: unknown, requestId: string, options: HttpOptions): ProblemError {
  if (error instanceof ProblemError) return error
  const fault = error as { statusCode?: number; code?: string; message: string }
  if (fault.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new ProblemError('body-too-large', 413, 'The body is too large')
  if (fault.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new ProblemError('unsupported-media-type', 415, 'That content type is not taken here')
  if (fault.statusCode !== undefined && fault.statusCode < 500) return invalidRequest(fault.message)
  options.log.error({ requestId, err: error }, 'a request failed')
  return isDatabaseAway(error) ? unavailable() : internalFault()
}

function isDatabaseAway(error: unknown): boolean {
  const { code = '', message } = error as { code?: string; message: string }
  if (error instanceof pg.DatabaseError) return retryableSqlStates.has(code) || isStalePlan(error)
  return connectionFaults.has(code) || connectionMessages.test(message)
}

/** Answers a request with a problem (RFC 9457). */
export function toProblemReply(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status === 503 && !reply.getHeader('retry-after')) reply.header('retry-after', '2')
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  reply.code(problem.status).type('application/problem+json').header('cache-control', 'no-store')
  const body = { ...problem.toJSON(), instance: request.id }
  return reply.serializer((value: unknown) => JSON.stringify(value)).send(body)
}

function addProbes(app: FastifyInstance, options: HttpOptions): void {
  app.get('/livez', async () => ({ status: 'up' }))
  app.get('/readyz', async (_request, reply) => {
    const down = (await options.health()).filter(({ status }) => status === 'down')
    return reply.code(down.length > 0 ? 503 : 200).send({ ready: down.length === 0, down })
  })
  if (!app.hasRoute({ method: 'GET', url: '/health' })) app.get('/health', () => healthOf(options))
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metricsText()
    return reply.type(contentType).send(text)
  })
}

/** A service's health: down when a dependency it cannot do without is. */
async function healthOf(options: Pick<HttpOptions, 'service' | 'health'>) {
  const dependencies = await options.health()
  const worst = dependencies.some(({ status }) => status === 'down')
    ? 'down'
    : dependencies.some(({ status }) => status === 'degraded')
      ? 'degraded'
      : 'up'
  return { name: options.service, status: worst, dependencies }
}
