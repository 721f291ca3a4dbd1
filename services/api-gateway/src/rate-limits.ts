/** Rate limits per route and caller: counted in this process, or in Redis across replicas. */

import type { RateLimit, Route } from '@ecc/contracts/define'
import { tooManyRequests } from '@ecc/contracts/problems'
import type { Context } from '@ecc/kit'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { callerOf } from './caller.ts'
import type { Config, Resources } from './config.ts'

const defaultRead: RateLimit = { max: 600, windowSeconds: 60 }
const defaultWrite: RateLimit = { max: 120, windowSeconds: 60 }

/** Prepares the counting; `limitOf` gives each route its own limit. While Redis is away requests pass. */
export async function limitRates(app: FastifyInstance, ctx: Context<Config, Resources>): Promise<void> {
  const { redis } = ctx.resources.ground
  await app.register(rateLimit, {
    global: false,
    hook: 'onRequest',
    enableDraftSpec: true,
    skipOnError: true,
    cache: 50_000,
    ...(redis ? { redis, nameSpace: 'ecc:rate:' } : {}),
    keyGenerator: (request) => callerOf(request)?.userId ?? request.ip,
    errorResponseBuilder: (_request, { after }) => tooManyRequests(`Try again in ${after}`),
  })
}

/** The limit of a route as the plugin takes it. */
export function limitOf(route: Route, factor: number): { max: number; timeWindow: number; groupId: string } {
  const limit = route.limit ?? (route.method === 'GET' ? defaultRead : defaultWrite)
  return {
    max: Math.max(1, Math.round(limit.max * factor)),
    timeWindow: limit.windowSeconds * 1000,
    groupId: route.name,
  }
}
