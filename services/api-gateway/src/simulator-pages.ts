/** What a browser needs of the payment simulator, under /dev/stripe: card tokens, 3-D Secure, account set-up. Never in production. */
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import type { Context } from '@ecc/kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config, Resources } from './config.ts'

const open = [/^\/v1\/payment_methods$/, /^\/_sim\/3ds\//, /^\/_sim\/connect\//]
const timeoutMs = 10_000

/** Passes the simulator's pages on; its control interface stays on the machine. */
export function serveSimulatorPages(app: FastifyInstance, ctx: Context<Config, Resources>): void {
  if (ctx.resources.ground.production || ctx.config.STRIPE_SECRET_KEY) return
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.all('/dev/stripe/*', (request, reply) => pass(request, reply, ctx.config.STRIPE_SIMULATOR_PORT))
  })
}

function pass(request: FastifyRequest, reply: FastifyReply, port: number): unknown {
  const path = request.url.slice('/dev/stripe'.length)
  if (!open.some((pattern) => pattern.test(path.split('?')[0] ?? ''))) return reply.callNotFound()
  reply.hijack()
  const upstream = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method: request.method,
    headers: { ...request.headers, connection: 'close' },
    timeout: timeoutMs,
  })
  upstream.on('response', (response) => {
    reply.raw.writeHead(response.statusCode ?? 502, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      ...response.headers,
    })
    response.pipe(reply.raw)
  })
  upstream.on('error', () => {
    if (!reply.raw.headersSent) reply.raw.writeHead(502)
    reply.raw.end()
  })
  upstream.on('timeout', () => upstream.destroy(new Error('the simulator did not answer')))
  request.raw.pipe(upstream)
  return reply
}
