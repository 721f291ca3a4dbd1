import * as contract from '@ecc/contracts/auth'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, authService, goodPassword, onLogin, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const signIn = (email: string, headers: Record<string, string> = {}) =>
  t.call(contract.login, { body: { email, password: goodPassword } }, { headers })

describe('listLogins', () => {
  test('shows where one is signed in, the latest used first, and which one this is', async () => {
    const first = await registered(t)
    const me = await onLogin(t, first, aPlayer(first.account.id))
    await t.clock.advance({ minutes: 5 })
    await signIn(first.account.email, { 'user-agent': firefox, 'x-forwarded-for': '203.0.113.4' })
    const { items } = await t.call(contract.listLogins, {}, { as: me })
    expect(items).toMatchObject([
      { device: 'Firefox on Linux', address: '203.0.113.4', current: false },
      { id: me.loginId, current: true },
    ])
    await t.clock.advance({ minutes: 5 })
    await t.call(contract.refresh, { body: { refreshToken: first.refreshToken } })
    const { items: later } = await t.call(contract.listLogins, {}, { as: me })
    expect(later.map(({ current }) => current)).toEqual([true, false])
  })

  test('leaves out what has ended or expired, and what is others’', async () => {
    const { account, refreshToken } = await registered(t)
    await registered(t)
    await t.call(contract.logout, { body: { refreshToken } })
    expect(await t.call(contract.listLogins, {}, { as: aPlayer(account.id) })).toEqual({ items: [] })
    await signIn(account.email)
    await t.clock.advance({ days: 31 })
    expect(await t.call(contract.listLogins, {}, { as: aPlayer(account.id) })).toEqual({ items: [] })
  })

  test('never grows beyond 50: the longest unused ends', async () => {
    const { account, refreshToken } = await registered(t)
    const now = t.clock.now()
    await t.sql`
      insert into logins (id, account_id, device, address, created_at, last_used_at, expires_at, ends_at_latest)
      select gen_random_uuid(), ${account.id}, 'curl', '203.0.113.9', ${now}, ${now}::timestamptz + interval '1 minute',
             ${now}::timestamptz + interval '30 days', ${now}::timestamptz + interval '90 days'
      from generate_series(1, 49)`
    await signIn(account.email)
    const { items } = await t.call(contract.listLogins, {}, { as: aPlayer(account.id) })
    expect(items).toHaveLength(50)
    await expect(t.call(contract.refresh, { body: { refreshToken } })).rejects.toSatisfy(contract.refreshRejected.is)
  })
})
