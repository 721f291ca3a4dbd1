import { createHistogram } from 'node:perf_hooks'
import type { Context } from '@ecc/kit'
import { type FastifyInstance, fastify } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import type { Config, Resources } from './config.ts'
import { delayOf, shedLoad } from './load.ts'

describe('delay of the event loop', () => {
  const delayOfTurns = (...turnsMs: number[]) => {
    const turns = createHistogram()
    for (const turnMs of turnsMs) turns.record(turnMs * 1e6)
    return delayOf(turns)
  }
  const quiet = Array.from({ length: 99 }, () => 10)

  it('is none while turns take what lies between two looks', () => expect(delayOfTurns(...quiet)).toBeCloseTo(0, 1))

  it('leaves out one pause, however long, and whenever it came', () => {
    expect(delayOfTurns(...quiet, 3_600_000)).toBeCloseTo(0, -1)
    expect(delayOfTurns(10, 3_600_000)).toBeCloseTo(0, -1)
  })

  it('is what all the other turns waited', () => {
    expect(delayOfTurns(1_510, 1_510)).toBeCloseTo(1_500, -1)
    expect(delayOfTurns(10, 110, 110, 5_000)).toBeCloseTo(66.7, -1)
  })

  it('is not known from a single turn, or from none', () => {
    expect(delayOfTurns()).toBeUndefined()
    expect(delayOfTurns(3_600_000)).toBeUndefined()
  })
})

describe('shedding', () => {
  const apps: FastifyInstance[] = []
  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())))

  it('turns away what is too much at once, but no probe, and takes more when one is done', async () => {
    const app = fastify()
    apps.push(app)
    const config = { MAX_CONCURRENT_REQUESTS: 1, MAX_EVENT_LOOP_DELAY_MS: 60_000 }
    shedLoad(app, { config } as Context<Config, Resources>)
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    app.get('/slow', async () => {
      begin()
      await finished
      return 'done'
    })
    for (const path of ['/quick', '/livez']) app.get(path, async () => 'done')
    app.setErrorHandler((error: { status?: number }, _request, reply) => reply.code(error.status ?? 500).send())
    const status = async (url: string) => (await app.inject(url)).statusCode

    const slow = status('/slow')
    await begun
    expect([await status('/quick'), await status('/livez')]).toEqual([503, 200])
    finish()
    expect([await slow, await status('/quick')]).toEqual([200, 200])
  })
})
