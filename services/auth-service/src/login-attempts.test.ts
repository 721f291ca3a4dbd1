import { tooManyAttempts } from '@ecc/contracts/auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HttpExchange } from './config.ts'
import {
  countAttempt,
  forgetOldAttempts,
  forgiveAttempt,
  freeAttempts,
  networkOf,
  noteFailure,
} from './login-attempts.ts'
import { type AuthUnderTest, authService } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const from = (ip: string): HttpExchange => ({
  ip,
  userAgent: '',
  headers: {},
  cookies: {},
  rawBody: Buffer.alloc(0),
  setHeader: () => {},
  setCookie: () => {},
  clearCookie: () => {},
})
const attempt = (email: string, ip: string) => countAttempt(email, undefined, from(ip), t.ctx)

describe('login attempts', () => {
  test('grow slower for a network that fails with many addresses', async () => {
    const ip = '192.0.2.1'
    for (let i = 0; i < freeAttempts.network; i++) await noteFailure(await attempt(`a${i}@example.com`, ip), t.ctx)
    await expect(attempt('b@example.com', ip)).rejects.toSatisfy(tooManyAttempts.is)
    await expect(attempt('b@example.com', '192.0.2.2')).resolves.toBeDefined()
    await t.clock.advance({ minutes: 1 })
    await expect(attempt('b@example.com', ip)).resolves.toBeDefined()
  })

  test('that a network refuses do not count for the address', async () => {
    const ip = '192.0.2.8'
    for (let i = 0; i < freeAttempts.network; i++) await noteFailure(await attempt(`g${i}@example.com`, ip), t.ctx)
    for (let i = 0; i < freeAttempts.pair + 1; i++)
      await expect(attempt('h@example.com', ip)).rejects.toSatisfy(tooManyAttempts.is)
    await t.clock.advance({ minutes: 1 })
    for (let i = 0; i < freeAttempts.pair; i++) await attempt('h@example.com', ip)
  })

  test('wait twice as long each time, a quarter of an hour at most', async () => {
    const waits: unknown[] = []
    for (let i = 0; i < freeAttempts.pair; i++) await attempt('c@example.com', '192.0.2.3')
    for (let i = 0; i < 7; i++) {
      const refusal = await attempt('c@example.com', '192.0.2.3').catch((error: unknown) => error)
      const seconds = tooManyAttempts.is(refusal) ? Number(refusal.extra['retryAfterSeconds']) : 0
      waits.push(seconds)
      await t.clock.advance({ minutes: seconds / 60 })
      await attempt('c@example.com', '192.0.2.3')
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  test('of many people at once do not add up for their network as long as they are right', async () => {
    const ip = '192.0.2.4'
    const people = Array.from({ length: freeAttempts.network + 10 }, (_, i) => attempt(`d${i}@example.com`, ip))
    for (const counted of await Promise.all(people)) await t.sql.begin((tx) => forgiveAttempt(tx, counted))
    await expect(attempt('e@example.com', ip)).resolves.toBeDefined()
  })

  test('are forgotten after a day', async () => {
    for (let i = 0; i < freeAttempts.pair; i++) await attempt('f@example.com', '192.0.2.5')
    await t.clock.advance({ hours: 25 })
    await forgetOldAttempts(t.ctx)
    expect(await t.sql`select * from login_attempts`).toEqual([])
    for (let i = 0; i < freeAttempts.pair; i++) await attempt('f@example.com', '192.0.2.5')
  })

  test.each([
    ['203.0.113.5', '203.0.113.5'],
    ['::ffff:203.0.113.5', '203.0.113.5'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
  ])('count %s for the network %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network)
  })
})
