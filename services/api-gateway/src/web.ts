/** The web app: its files with long caching, and its page for every path that the app itself routes. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { notFound } from '@ecc/contracts/problems'
import type { Context } from '@ecc/kit'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Config, Resources } from './config.ts'

/** Serves the built web app when there is one. */
export async function serveWeb(app: FastifyInstance, ctx: Context<Config, Resources>): Promise<void> {
  const root = ctx.config.WEB_ROOT
  if (!root || !existsSync(join(root, 'index.html'))) return
  await app.register(fastifyStatic, {
    root,
    serve: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = path.includes('/assets/')
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/*', async (request, reply) => {
    const path = new URL(request.url, 'http://localhost').pathname
    if (path.startsWith('/api/')) throw notFound()
    const file = path.slice(1)
    if (file && /\.[a-z0-9]+$/.test(file)) return reply.sendFile(file)
    return reply.sendFile('index.html')
  })
}
