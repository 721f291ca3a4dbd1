/** Rate limits per route and caller: counted in this process, or in Redis across replicas. */

import type { RateLimit, Route } from '@ecc/contracts/define'
import { tooManyRequests } from '@ecc/contracts/problems'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'

const defaultRead: RateLimit = { max: 600, windowSeconds: 60 }
const defaultWrite: RateLimit = { max: 120, windowSeconds: 60 }
/** How many callers are counted at once; beyond that the one longest unseen is forgotten. */
const maxCallers = 50_000

/** How often a caller has asked in the window that is open, and how much of the window is left. */
interface Use {
  count: number
  leftMs: number
}

/** Counts one more request of a caller. A window opens at the caller's first request. */
export type Counter = (key: string, windowMs: number) => Use | Promise<Use>

/** Counts in Redis where there is one. */
export function rateCounter(redis: Redis | undefined, nowMs: () => number = () => performance.now()): Counter {
  return redis ? countIn(redis) : countHere(nowMs)
}

function countHere(nowMs: () => number): Counter {
  const windows = new LRUCache<string, { count: number; endsAtMs: number }>({ max: maxCallers })
  return (key, windowMs) => {
    const now = nowMs()
    const open = windows.get(key)
    if (open && open.endsAtMs > now) return { count: ++open.count, leftMs: open.endsAtMs - now }
    windows.set(key, { count: 1, endsAtMs: now + windowMs })
    return { count: 1, leftMs: windowMs }
  }
}

const countOneMore = `
  local count = redis.call('incr', KEYS[1])
  if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
  return { count, redis.call('pttl', KEYS[1]) }`

/** While Redis is away nothing is counted, and requests pass. */
function countIn(redis: Redis): Counter {
  redis.defineCommand('countOneMore', { numberOfKeys: 1, lua: countOneMore })
  const { countOneMore: run } = redis as Redis & { countOneMore(key: string, ms: number): Promise<[number, number]> }
  return async (key, windowMs) => {
    try {
      const [count, leftMs] = await run.call(redis, `ecc:rate:${key}`, windowMs)
      return { count, leftMs }
    } catch {
      return { count: 0, leftMs: 0 }
    }
  }
}

/** What is asked of a request before its body is read: says `done`, or, where it has to wait, gives a promise instead. */
export type Hook = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: (problem?: Error) => void,
) => void | Promise<void>

/** Refuses callers of a route who are over its limit, which `factor` multiplies; tells all the others how much is left. */
export function limitRate(route: Route, factor: number, count: Counter): Hook {
  const limit = route.limit ?? (route.method === 'GET' ? defaultRead : defaultWrite)
  const max = Math.max(1, Math.round(limit.max * factor))
  const windowMs = limit.windowSeconds * 1000
  return (request, reply, done) => {
    const use = count(`${route.name} ${countedAs(request)}`, windowMs)
    if (!(use instanceof Promise)) return done(refusal(use, max, reply))
    return use.then((counted) => {
      const problem = refusal(counted, max, reply)
      if (problem) throw problem
    })
  }
}

function countedAs(request: FastifyRequest): string {
  return request.caller?.userId ?? request.ip
}

function refusal({ count, leftMs }: Use, max: number, reply: FastifyReply): Error | undefined {
  const leftSeconds = Math.ceil(leftMs / 1000)
  reply.header('ratelimit-limit', max)
  reply.header('ratelimit-remaining', Math.max(0, max - count))
  reply.header('ratelimit-reset', leftSeconds)
  if (count <= max) return undefined
  reply.header('retry-after', leftSeconds)
  return tooManyRequests(`Try again in ${leftSeconds} s`)
}
