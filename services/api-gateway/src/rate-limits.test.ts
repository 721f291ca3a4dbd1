import { service } from '@ecc/contracts/define'
import { type FastifyInstance, fastify } from 'fastify'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { type Counter, limitRate, rateCounter } from './rate-limits.ts'

const { route } = service({ name: 'shop-service', port: 0, summary: '' })
const spec = { method: 'GET', access: 'public', summary: '' } as const
const buy = route('buy', { ...spec, path: '/buy', reply: {}, limit: { max: 2, windowSeconds: 60 } })
const look = route('look', { ...spec, path: '/look', reply: {}, limit: { max: 1, windowSeconds: 60 } })

const apps: FastifyInstance[] = []
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())))

/** A door that believes who `x-user` says it is. */
function doorWith(count: Counter, factor = 1) {
  const app = fastify()
  apps.push(app)
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    const userId = request.headers['x-user'] as string | undefined
    if (userId) request.caller = { userId, roles: [], loginId: userId, token: '' }
  })
  for (const one of [buy, look]) app.get(one.path, { onRequest: [limitRate(one, factor, count)] }, async () => 'served')
  app.setErrorHandler((error: { status?: number }, _request, reply) => reply.code(error.status ?? 500).send())
  return async (url: string, user?: string) => {
    const { statusCode, headers } = await app.inject({ url, headers: user ? { 'x-user': user } : {} })
    return [
      statusCode,
      headers['ratelimit-limit'],
      headers['ratelimit-remaining'],
      headers['ratelimit-reset'],
      headers['retry-after'],
    ]
  }
}

describe('counted in this process', () => {
  it('lets a caller ask as often as the route says, and tells what is left', async () => {
    const ask = doorWith(rateCounter(undefined, () => 0))
    expect(await ask('/buy')).toEqual([200, '2', '1', '60', undefined])
    expect(await ask('/buy')).toEqual([200, '2', '0', '60', undefined])
    expect(await ask('/buy')).toEqual([429, '2', '0', '60', '60'])
  })

  it('counts routes apart, and people apart from each other and from guests', async () => {
    const ask = doorWith(rateCounter(undefined, () => 0))
    const answers = [await ask('/look'), await ask('/buy'), await ask('/look', 'ann'), await ask('/look', 'bob')]
    expect(answers.map(([status]) => status)).toEqual([200, 200, 200, 200])
    expect((await ask('/look', 'ann'))[0]).toBe(429)
  })

  it('begins anew when the window is over, which opened at the first request', async () => {
    let now = 5_000
    const ask = doorWith(rateCounter(undefined, () => now))
    await ask('/look')
    now += 59_500
    expect(await ask('/look')).toEqual([429, '1', '0', '1', '1'])
    now += 500
    expect(await ask('/look')).toEqual([200, '1', '0', '60', undefined])
  })

  it('takes the factor of the configuration, but lets one through at least', async () => {
    expect((await doorWith(rateCounter(undefined), 10)('/buy'))[1]).toBe('20')
    expect((await doorWith(rateCounter(undefined), 0.01)('/buy'))[1]).toBe('1')
  })
})

it('lets requests pass uncounted while Redis is away', async () => {
  const away = new Redis({ port: 1, lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null })
  away.on('error', () => {})
  const ask = doorWith(rateCounter(away))
  expect(await ask('/look')).toEqual([200, '1', '1', '0', undefined])
  expect((await ask('/look'))[0]).toBe(200)
  away.disconnect()
})
