/** Load shedding: beyond what the process can carry, requests are turned away at once instead of all becoming slow. */
import { monitorEventLoopDelay, type RecordableHistogram } from 'node:perf_hooks'
import { unavailable } from '@ecc/contracts/problems'
import type { Context } from '@ecc/kit'
import type { FastifyInstance } from 'fastify'
import type { Config, Resources } from './config.ts'

const probes = new Set(['/livez', '/readyz', '/metrics', '/health'])

/** Answers 503 with Retry-After while too many requests are under way or the event loop lags. Probes always pass. */
export function shedLoad(app: FastifyInstance, { config }: Context<Config, Resources>): void {
  const delayMs = eventLoopDelay(app)
  let underWay = 0
  const left = () => void underWay--
  app.addHook('onRequest', (request, reply, done) => {
    const isTooMuch = underWay >= config.MAX_CONCURRENT_REQUESTS || delayMs() > config.MAX_EVENT_LOOP_DELAY_MS
    if (isTooMuch && !probes.has(request.url))
      return done(unavailable('The platform is very busy; try again in a moment'))
    underWay++
    reply.raw.on('close', left)
    done()
  })
}

const sampleMs = 1_000
const resolutionMs = 10

/** The delay of the event loop over the last second. */
function eventLoopDelay(app: FastifyInstance): () => number {
  const turns = monitorEventLoopDelay({ resolution: resolutionMs })
  turns.enable()
  let delayMs = 0
  // timer: a look at this process alone, which ends with it.
  const sampling = setInterval(() => {
    const seen = delayOf(turns)
    if (seen === undefined) return
    delayMs = seen
    turns.reset()
  }, sampleMs).unref()
  app.addHook('onClose', async () => {
    clearInterval(sampling)
    turns.disable()
  })
  return () => delayMs
}

/**
 * The mean delay of turns of the event loop, in ms, without the longest: one pause, as of a machine that slept, is no load.
 * @param turns How long each took in ns, the 10 ms between two looks included.
 * @returns undefined while fewer than two were seen
 */
export function delayOf({ count, mean, max }: Pick<RecordableHistogram, 'count' | 'mean' | 'max'>): number | undefined {
  if (count < 2) return undefined
  return Math.max(0, (mean * count - max) / (count - 1) / 1e6 - resolutionMs)
}
