import * as contract from '@ecc/contracts/auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AuthUnderTest,
  authService,
  claimsOf,
  confirmationTokenOf,
  isAlive,
  openConnections,
  registered,
} from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const refresh = (refreshToken: string) => t.call(contract.refresh, { body: { refreshToken } })
const pastGrace = () => t.clock.advance({ minutes: 1 })
const theftMails = async (email: string) =>
  (await t.emitted(contract.accountMailRequested)).filter((m) => m.email === email && m.kind === 'login-ended-reuse')

describe('refresh', () => {
  test('exchanges the token of the body for new tokens of the same login', async () => {
    const first = await registered(t)
    const second = await refresh(first.refreshToken)
    expect(second.account).toEqual(first.account)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(claimsOf(second).lid).toBe(claimsOf(first).lid)
  })

  test('takes the cookie when the body has none, and sets the next one', async () => {
    const { refreshToken } = await registered(t)
    const headers = { cookie: `refresh_token=${refreshToken}` }
    const response = await t.request({ method: 'POST', url: '/auth/refresh', payload: {}, headers })
    expect(response.statusCode).toBe(200)
    expect(String(response.headers['set-cookie'])).toContain(response.json<contract.SignedIn>().refreshToken)
  })

  test('prefers the body to the cookie', async () => {
    const [mine, other] = [await registered(t), await registered(t)]
    const headers = { cookie: `refresh_token=${other.refreshToken}` }
    const answer = await t.call(contract.refresh, { body: { refreshToken: mine.refreshToken } }, { headers })
    expect(answer.account.id).toBe(mine.account.id)
  })

  test('refuses neither, a made-up one, and takes the cookie away', async () => {
    await expect(t.call(contract.refresh, { body: {} })).rejects.toSatisfy(contract.refreshRejected.is)
    await expect(refresh('made-up-token-of-nobody')).rejects.toSatisfy(contract.refreshRejected.is)
    const headers = { cookie: 'refresh_token=made-up-token-of-nobody' }
    const response = await t.request({ method: 'POST', url: '/auth/refresh', payload: {}, headers })
    expect(String(response.headers['set-cookie'])).toMatch(/^refresh_token=;/)
  })

  test('ends the login when a used token comes again, and mails its owner once', async () => {
    const stolen = await registered(t)
    const next = await refresh(stolen.refreshToken)
    await pastGrace()
    await expect(refresh(stolen.refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
    await expect(refresh(next.refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
    await expect(refresh(stolen.refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
    expect(await theftMails(stolen.account.email)).toHaveLength(1)
  })

  test('ends only that login of the person', async () => {
    const { account, refreshToken } = await registered(t)
    const other = await t.call(contract.login, { body: { email: account.email, password: 'correct horse battery' } })
    await refresh(refreshToken)
    await pastGrace()
    await expect(refresh(refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
    expect(await isAlive(t, other.refreshToken)).toBe(true)
  })

  test('gives two tabs that wake up together a token each', async () => {
    const { account, refreshToken } = await registered(t)
    await openConnections(t, 5)
    const tabs = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)))
    expect(new Set(tabs.map((tab) => tab.refreshToken)).size).toBe(5)
    const unused = await t.sql`
      select 1 from refresh_tokens join logins on logins.id = login_id
      where account_id = ${account.id} and used_at is null`
    expect(unused).toHaveLength(5) // none took the token of another away
    expect(await isAlive(t, tabs[3]?.refreshToken ?? '')).toBe(true)
    expect(await theftMails(account.email)).toEqual([])
  })

  test('notices a thief who was quick at the next exchange of either', async () => {
    const { account, refreshToken } = await registered(t)
    const [thief, owner] = [await refresh(refreshToken), await refresh(refreshToken)]
    await pastGrace()
    const next = await refresh(owner.refreshToken)
    await pastGrace()
    await expect(refresh(thief.refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
    expect(await isAlive(t, next.refreshToken)).toBe(false)
    expect(await theftMails(account.email)).toHaveLength(1)
  })

  test('tells no stranger of a theft: an address that is another account’s gets no mail', async () => {
    const owner = await registered(t)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    const claimant = await registered(t, { email: owner.account.email })
    await refresh(claimant.refreshToken)
    await pastGrace()
    await expect(refresh(claimant.refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
    expect(await theftMails(owner.account.email)).toEqual([])
  })

  test('refuses a login that was not used for 30 days', async () => {
    const [idle, used] = [await registered(t), await registered(t)]
    await t.clock.advance({ days: 29 })
    const { refreshToken } = await refresh(used.refreshToken)
    await t.clock.advance({ days: 2 })
    await expect(refresh(idle.refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
    expect(await isAlive(t, refreshToken)).toBe(true)
  })

  test('refuses a login after 90 days however much it was used', async () => {
    let { refreshToken } = await registered(t)
    for (const days of [29, 29, 29]) {
      await t.clock.advance({ days })
      refreshToken = (await refresh(refreshToken)).refreshToken
    }
    await t.clock.advance({ days: 4 })
    await expect(refresh(refreshToken)).rejects.toSatisfy(contract.refreshRejected.is)
  })
})
