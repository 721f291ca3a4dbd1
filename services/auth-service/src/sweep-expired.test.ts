import * as contract from '@ecc/contracts/auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepExpired } from './sweep-expired.ts'
import { type AuthUnderTest, authService, isAlive, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

async function sweep(): Promise<void> {
  await t.sql.begin((tx) => t.ctx.addJob(tx, sweepExpired, {}))
  await t.settle()
}
const rowsIn = async (accountId: string) =>
  t.sql.one<Record<string, number>>`
    select (select count(*) from logins where account_id = ${accountId}) as logins,
           (select count(*) from refresh_tokens join logins on logins.id = login_id where account_id = ${accountId}) as tokens,
           (select count(*) from email_tokens where account_id = ${accountId}) as links,
           (select count(*) from known_devices where account_id = ${accountId}) as devices`

describe('sweepExpired', () => {
  test('keeps what is of use and deletes the rest when its time has come', async () => {
    const [idle, used] = [await registered(t), await registered(t)]
    await t.clock.advance({ days: 20 })
    let next = await t.call(contract.refresh, { body: { refreshToken: used.refreshToken } })
    await sweep()
    expect(await rowsIn(idle.account.id)).toEqual({ logins: 1, tokens: 1, links: 0, devices: 1 })
    expect(await rowsIn(used.account.id)).toEqual({ logins: 1, tokens: 2, links: 0, devices: 1 })

    await t.clock.advance({ days: 29 })
    next = await t.call(contract.refresh, { body: { refreshToken: next.refreshToken } })
    await t.clock.advance({ days: 12 })
    await sweep() // day 61: the idle login ended on day 30, the first token was used on day 20
    expect(await rowsIn(idle.account.id)).toEqual({ logins: 0, tokens: 0, links: 0, devices: 1 })
    expect(await rowsIn(used.account.id)).toEqual({ logins: 1, tokens: 2, links: 0, devices: 1 })
    expect(await isAlive(t, next.refreshToken)).toBe(true)

    await t.clock.advance({ days: 320 })
    await sweep()
    expect(await rowsIn(used.account.id)).toEqual({ logins: 0, tokens: 0, links: 0, devices: 0 })
  })
})
