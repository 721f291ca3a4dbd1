/** The API reference: the OpenAPI document at /api/openapi.json and a page of it at /api/docs. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { openApi } from './openapi.ts'

/** Serves both, the document packed where that is understood: it is large, and the same for everybody. The page's own script needs inline code, so its content policy is its own. */
export async function serveApiReference(app: FastifyInstance): Promise<void> {
  const plain = Buffer.from(JSON.stringify(openApi()))
  let packed: Promise<Buffer> | undefined
  app.get('/api/openapi.json', async (request, reply) => {
    reply.type('application/json').headers({ 'cache-control': 'max-age=300', vary: 'accept-encoding' })
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(plain)
    packed ??= promisify(gzip)(plain)
    return reply.header('content-encoding', 'gzip').send(await packed)
  })
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:",
      )
    })
    await scope.register(scalar, {
      routePrefix: '/api/docs',
      configuration: { url: '/api/openapi.json', withDefaultFonts: false, telemetry: false, hideClientButton: true },
    })
  })
}
