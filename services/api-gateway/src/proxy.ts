/** Routing by contract: every public route is checked at the door, and answered by its service, in process or over HTTP. */
import { allRoutes } from '@ecc/contracts/all'
import type { Route } from '@ecc/contracts/define'
import { notSignedIn, unavailable } from '@ecc/contracts/problems'
import { bearerOf, type Caller, type Context, type TokenVerifier, toProblemReply } from '@ecc/kit'
import replyFrom from '@fastify/reply-from'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config, Resources } from './config.ts'
import { type Counter, type Hook, limitRate, rateCounter } from './rate-limits.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends it, by the access token; null for a guest. */
    caller: Caller | null
  }
}

/** The prefix of the public API. */
export const apiPrefix = '/api/v1'

const defaultTimeoutMs = 5_000

/** What may be reached from outside: all routes but those between services, and in production not those for development. */
export function publicRoutes(production: boolean): Route[] {
  return allRoutes.filter(
    (route) => route.access !== 'service' && route.service.name !== 'api-gateway' && !(production && route.development),
  )
}

/**
 * Answers public routes, all unless told. Those of services in this process the gateway answers with the service's own
 * handlers; the others it sends on, and does not read their bodies.
 */
export async function routeToServices(
  app: FastifyInstance,
  ctx: Context<Config, Resources>,
  routes: readonly Route[] = publicRoutes(ctx.resources.ground.production),
): Promise<void> {
  const { directory, redis } = ctx.resources.ground
  const count = rateCounter(redis)
  await app.register(async (scope) => {
    scope.decorateRequest('caller', null)
    scope.addHook('onRequest', identifyBy(ctx.resources.ground.tokens))
    for (const route of routes) {
      const local = directory.local(route.service.name)
      for (const door of doorsOf(route, ctx.config, count)) local?.lend(route, scope, door)
    }
    const elsewhere = routes.filter((route) => !directory.local(route.service.name))
    if (elsewhere.length > 0) await scope.register(async (inner) => sendOn(inner, elsewhere, ctx, count))
  })
}

/** The addresses of a route, and what is asked there of everybody before a body is read. */
function doorsOf(route: Route, config: Config, count: Counter) {
  const paths = route.development ? [route.path, apiPrefix + route.path] : [apiPrefix + route.path]
  return paths.map((url) => ({
    url,
    config: { name: route.name },
    onRequest: [
      limitRate(route, config.RATE_LIMIT_FACTOR, count),
      ...(route.access === 'public' ? [] : [refuseGuests]),
    ],
  }))
}

const refuseGuests: Hook = (request, _reply, done) => done(request.headers.authorization ? undefined : notSignedIn())

/** Headers that only services may use are taken off; who sends a request decides by whose rate it is counted. */
function identifyBy(tokens: TokenVerifier): Hook {
  return (request, reply, done) => {
    const { headers } = request
    for (const name of ['x-service', 'x-deadline-ms']) if (headers[name] !== undefined) delete headers[name]
    reply.header('x-request-id', request.id)
    const bearer = bearerOf(headers.authorization)
    if (!bearer) return done()
    return tokens.verify(bearer).then((caller) => {
      request.caller = caller ?? null
    })
  }
}

async function sendOn(
  scope: FastifyInstance,
  routes: readonly Route[],
  ctx: Context<Config, Resources>,
  count: Counter,
): Promise<void> {
  await scope.register(replyFrom, { undici: { connections: 128, pipelining: 1 }, disableRequestLogging: true })
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  for (const route of routes) {
    const base = ctx.resources.ground.directory.address(route.service)
    const handler = (request: FastifyRequest, reply: FastifyReply) => pass(route, base, request, reply)
    for (const door of doorsOf(route, ctx.config, count)) scope.route({ method: route.method, ...door, handler })
  }
}

function pass(route: Route, base: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.startsWith(apiPrefix) ? request.url.slice(apiPrefix.length) : request.url
  return reply.from(base + path, {
    timeout: route.timeoutMs ?? defaultTimeoutMs,
    retriesCount: 0,
    rewriteRequestHeaders: (_request, headers) => ({
      ...headers,
      'x-request-id': request.id,
      'x-forwarded-for': request.ip,
      'x-forwarded-proto': request.protocol,
    }),
    onError: (answer) =>
      void toProblemReply(unavailable(`${route.service.name} does not answer`), request, answer as FastifyReply),
  })
}
