import * as contract from '@ecc/contracts/auth'
import { unavailable } from '@ecc/contracts/problems'
import { unknownZone } from '@ecc/contracts/users'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AuthUnderTest,
  aRegistration,
  authService,
  confirmationTokenOf,
  registered,
  zoneOfNobody,
} from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const mailsTo = async (email: string) =>
  (await t.emitted(contract.accountMailRequested)).filter((mail) => mail.email === email)

describe('register', () => {
  test('makes a player with a profile, signed in at once', async () => {
    const body = aRegistration({ displayName: 'Ada Lovelace', locale: 'de' })
    const { account, refreshToken, accessTokenExpiresAt } = await t.call(contract.register, { body })
    expect(account).toEqual({ id: account.id, email: body.email, emailConfirmed: false, roles: ['player'] })
    expect(t.profiles.get(account.id)).toMatchObject({
      displayName: 'Ada Lovelace',
      birthDate: '2000-05-06',
      locale: 'de',
    })
    expect(Date.parse(accessTokenExpiresAt) - t.clock.now().getTime()).toBeLessThanOrEqual(600_000)
    await expect(t.call(contract.refresh, { body: { refreshToken } })).resolves.toMatchObject({ account })
  })

  test('makes a coach, who is a player too', async () => {
    const { account } = await registered(t, { role: 'coach' })
    expect(account.roles).toEqual(['player', 'coach'])
  })

  test('holds the refresh token in a cookie scripts cannot read', async () => {
    const response = await t.request({ method: 'POST', url: '/auth/register', payload: aRegistration() })
    const cookies = [response.headers['set-cookie']].flat().map(String)
    const cookie = cookies.find((line) => line.startsWith('refresh_token='))
    expect(cookie).toContain(response.json<contract.SignedIn>().refreshToken)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
    expect(cookie).toMatch(/Path=\/api\/v1\/auth(;|$)/)
    expect(cookie).toMatch(/Max-Age=(2592000|25919\d\d)(;|$)/) // 30 days, less what the test took
  })

  test('tells the others, and asks for the mail with the link', async () => {
    const signedIn = await registered(t)
    const { id: userId, email } = signedIn.account
    const token = await confirmationTokenOf(t, signedIn)
    expect(await mailsTo(email)).toEqual([{ userId, email, kind: 'confirm-email', token }])
  })

  test('answers the same for an address that has an owner, and mails only the owner', async () => {
    const owner = await registered(t)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    const { email } = owner.account
    const second = await registered(t, { email: email.toUpperCase() })
    expect(second.account).toMatchObject({ emailConfirmed: false, roles: ['player'] })
    expect(second.account.id).not.toBe(owner.account.id)
    expect(await mailsTo(email.toUpperCase())).toEqual([])
    expect((await mailsTo(email)).slice(1)).toEqual([
      { userId: owner.account.id, email, kind: 'already-registered', token: null },
    ])
    const token = await confirmationTokenOf(t, second)
    await expect(t.call(contract.confirmEmail, { body: { token } })).rejects.toSatisfy(contract.linkRejected.is)
  })

  test('tells the owner at most once an hour', async () => {
    const owner = await registered(t)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    const { email } = owner.account
    const warnings = async () => (await mailsTo(email)).filter(({ kind }) => kind === 'already-registered').length
    await Promise.all([registered(t, { email }), registered(t, { email }), registered(t, { email })])
    expect(await warnings()).toBe(1)
    await t.clock.advance({ minutes: 61 })
    await registered(t, { email })
    expect(await warnings()).toBe(2)
  })

  test('lets two people claim one address at once', async () => {
    const { email } = aRegistration()
    const both = await Promise.all([registered(t, { email }), registered(t, { email })])
    expect(new Set(both.map(({ account }) => account.id)).size).toBe(2)
  })

  test('takes a player on the thirteenth birthday and not the day before, by their own calendar', async () => {
    await t.clock.set('2027-03-02T11:00:00Z') // 3 March in Kiritimati, still 2 March in Berlin
    const birthDate = '2014-03-03'
    await expect(registered(t, { birthDate, timeZone: 'Europe/Berlin' })).rejects.toSatisfy(contract.tooYoung.is)
    await expect(registered(t, { birthDate, timeZone: 'Pacific/Kiritimati' })).resolves.toBeDefined()
  })

  test('takes no coach under eighteen', async () => {
    await expect(registered(t, { birthDate: '2010-01-01', role: 'coach' })).rejects.toSatisfy(contract.tooYoung.is)
  })

  test.each(['password1234', 'person@example.com', 'Grace Hopper1'])(
    'refuses the guessable password %s',
    async (password) => {
      const body = { email: 'person@example.com', displayName: 'Grace Hopper', password }
      await expect(registered(t, body)).rejects.toSatisfy(contract.passwordTooCommon.is)
    },
  )

  test.each(['Nowhere/Land', '+02', zoneOfNobody])('refuses the zone %s', async (timeZone) => {
    await expect(registered(t, { timeZone })).rejects.toSatisfy(unknownZone.is)
  })

  test('says no at once while too many passwords wait to be hashed', async () => {
    const small = await authService({ AUTH_HASH_CONCURRENCY: '1', AUTH_HASH_QUEUE: '0' })
    const { promise: busy, resolve: finish } = Promise.withResolvers<void>()
    const running = small.resources.hashes.run(() => busy)
    await expect(registered(small)).rejects.toSatisfy(unavailable.is)
    expect(small.profiles.size).toBe(0)
    finish()
    await running
    await expect(registered(small)).resolves.toBeDefined()
    await small.close()
  })
})
