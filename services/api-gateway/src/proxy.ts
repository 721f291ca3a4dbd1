/** Routing by contract: every public route is checked at the door and handed to its service, in process or over HTTP. */
import { allRoutes } from '@ecc/contracts/all'
import type { Route } from '@ecc/contracts/define'
import { notSignedIn, unavailable } from '@ecc/contracts/problems'
import { type Context, toProblemReply } from '@ecc/kit'
import replyFrom from '@fastify/reply-from'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { setCaller } from './caller.ts'
import type { Config, Resources } from './config.ts'
import { limitOf } from './rate-limits.ts'

/** The prefix of the public API. */
export const apiPrefix = '/api/v1'

const defaultTimeoutMs = 5_000

/** What may be reached from outside: all routes but those between services, and in production not those for development. */
export function publicRoutes(production: boolean): Route[] {
  return allRoutes.filter(
    (route) => route.access !== 'service' && route.service.name !== 'api-gateway' && !(production && route.development),
  )
}

/** Registers public routes, all unless told. Bodies are not read here: the service reads, limits and checks them. */
export async function routeToServices(
  app: FastifyInstance,
  ctx: Context<Config, Resources>,
  routes: readonly Route[] = publicRoutes(ctx.resources.ground.production),
): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(replyFrom, { undici: { connections: 128, pipelining: 1 }, disableRequestLogging: true })
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.addHook('onRequest', async (request) => identify(request, ctx))
    for (const route of routes) {
      const paths = route.development ? [route.path, apiPrefix + route.path] : [apiPrefix + route.path]
      for (const url of paths) {
        scope.route({
          method: route.method,
          url,
          config: { rateLimit: limitOf(route, ctx.config.RATE_LIMIT_FACTOR), name: route.name },
          handler: (request, reply) => handOver(route, request, reply, ctx),
        })
      }
    }
  })
}

async function identify(request: FastifyRequest, ctx: Context<Config, Resources>): Promise<void> {
  const { headers } = request
  for (const name of ['x-service', 'x-deadline-ms']) delete headers[name] // only services speak to each other with these
  headers['x-request-id'] = request.id
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  setCaller(request, bearer ? ((await ctx.resources.ground.tokens.verify(bearer)) ?? null) : null)
}

function handOver(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  ctx: Context<Config, Resources>,
): unknown {
  reply.header('x-request-id', request.id)
  const { directory } = ctx.resources.ground
  if (route.access !== 'public' && !request.headers.authorization) throw notSignedIn()
  const path = request.url.startsWith(apiPrefix) ? request.url.slice(apiPrefix.length) : request.url
  const local = directory.local(route.service.name)
  if (!local) return sendOn(route, directory.address(route.service) + path, request, reply)
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined && reply.raw.getHeader(name) !== value) reply.raw.setHeader(name, value)
  request.raw.url = path
  local.app.routing(request.raw, reply.raw)
  return reply
}

function sendOn(route: Route, url: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.from(url, {
    timeout: route.timeoutMs ?? defaultTimeoutMs,
    retriesCount: 0,
    rewriteRequestHeaders: (_request, headers) => ({
      ...headers,
      'x-forwarded-for': request.ip,
      'x-forwarded-proto': request.protocol,
    }),
    onError: (answer) =>
      void toProblemReply(unavailable(`${route.service.name} does not answer`), request, answer as FastifyReply),
  })
}
