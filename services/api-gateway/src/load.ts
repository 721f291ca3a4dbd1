/** Load shedding: beyond what the process can carry, requests are turned away at once instead of all becoming slow. */
import { unavailable } from '@ecc/contracts/problems'
import { type Context, toProblemReply } from '@ecc/kit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import type { Config, Resources } from './config.ts'

const retryAfterSeconds = 2
const probes = new Set(['/livez', '/readyz', '/metrics', '/health'])

/** Answers 503 with Retry-After while too many requests are under way or the event loop lags. Probes always pass. */
export async function shedLoad(app: FastifyInstance, ctx: Context<Config, Resources>): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: ctx.config.MAX_EVENT_LOOP_DELAY_MS,
    retryAfter: retryAfterSeconds,
    pressureHandler: (request, reply) => {
      if (probes.has(request.url)) return
      void toProblemReply(unavailable('The platform is very busy; try again in a moment'), request, reply)
    },
  })
  let underWay = 0
  const left = () => void underWay--
  app.addHook('onRequest', (request, reply, done) => {
    if (underWay >= ctx.config.MAX_CONCURRENT_REQUESTS && !probes.has(request.url))
      return done(unavailable('The platform is very busy; try again in a moment'))
    underWay++
    reply.raw.on('close', left)
    done()
  })
}
