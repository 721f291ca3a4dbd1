import * as contract from '@ecc/contracts/auth'
import { hash } from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isOutdated } from './passwords.ts'
import { type AuthUnderTest, authService, confirmationTokenOf, goodPassword, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const signIn = (email: string, password = goodPassword, ip = '203.0.113.1', cookie = '') =>
  t.call(contract.login, { body: { email, password } }, { headers: { 'x-forwarded-for': ip, cookie } })
const wrong = 'not the password at all'

async function guess(times: number, email: string, ip?: string, cookie?: string): Promise<void> {
  for (let i = 0; i < times; i++)
    await expect(signIn(email, wrong, ip, cookie)).rejects.toSatisfy(contract.invalidCredentials.is)
}

describe('login', () => {
  test('signs in with the right password, whatever the case of the address', async () => {
    const { account } = await registered(t)
    const signedIn = await signIn(account.email.toUpperCase())
    expect(signedIn.account).toEqual(account)
  })

  test('answers a wrong password and an unknown address alike', async () => {
    const { account } = await registered(t)
    const answers = []
    for (const email of [account.email, 'nobody@example.com']) {
      const { instance: _, ...problem } = (
        await t.request({ method: 'POST', url: '/auth/login', payload: { email, password: wrong } })
      ).json<Record<string, unknown>>()
      answers.push(problem)
    }
    expect(answers[0]).toMatchObject({ code: 'invalid-credentials', status: 401 })
    expect(answers[1]).toEqual(answers[0])
  })

  test('opens the account the password belongs to when an address has an owner and a claimant', async () => {
    const owner = await registered(t)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    const { email } = owner.account
    const claimant = await registered(t, { email, password: 'another good secret' })
    expect((await signIn(email)).account).toMatchObject({ id: owner.account.id, emailConfirmed: true })
    expect((await signIn(email, 'another good secret')).account.id).toBe(claimant.account.id)
  })

  test('opens the two latest claimants of an address, whether or not it has an owner', async () => {
    for (const owned of [true, false]) {
      const owner = await registered(t)
      const { email } = owner.account
      if (owned) await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
      for (const password of ['first good secret', 'second good secret', 'third good secret'])
        await registered(t, { email, password })
      await expect(signIn(email, 'first good secret')).rejects.toSatisfy(contract.invalidCredentials.is)
      await expect(signIn(email, 'second good secret')).resolves.toBeDefined()
      await expect(signIn(email, 'third good secret')).resolves.toBeDefined()
    }
  })

  test('hashes the password anew when the parameters have changed', async () => {
    const { account } = await registered(t)
    const cheap = await hash(goodPassword, { memoryCost: 8_192, timeCost: 1, parallelism: 1 })
    await t.sql`update accounts set password_hash = ${cheap} where id = ${account.id}`
    await signIn(account.email)
    const { passwordHash } = await t.sql.one<{ passwordHash: string }>`
      select password_hash from accounts where id = ${account.id}`
    expect(isOutdated(cheap)).toBe(true)
    expect(isOutdated(passwordHash)).toBe(false)
    await expect(signIn(account.email)).resolves.toBeDefined()
  })

  test('makes a guesser wait, the right password included, and says how long', async () => {
    const { account } = await registered(t)
    await guess(5, account.email)
    const response = await t.request({
      method: 'POST',
      url: '/auth/login',
      payload: { email: account.email, password: goodPassword },
      headers: { 'x-forwarded-for': '203.0.113.1' },
    })
    expect(response.statusCode).toBe(429)
    expect(response.json()).toMatchObject({ code: 'too-many-attempts', retryAfterSeconds: 30 })
    expect(response.headers['retry-after']).toBe('30')
    await t.clock.advance({ minutes: 1 })
    await expect(signIn(account.email)).resolves.toBeDefined()
    await guess(5, account.email) // the right password has cleared the count
  })

  test('counts guesses that come at once', async () => {
    const { account } = await registered(t)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => signIn(account.email, wrong, '203.0.113.7')),
    )
    const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined))
    expect(reasons.filter(contract.invalidCredentials.is)).toHaveLength(5)
    expect(reasons.filter(contract.tooManyAttempts.is)).toHaveLength(7)
  })

  test('does not lock the owner out by what others do elsewhere', async () => {
    const { account } = await registered(t)
    await guess(5, account.email, '198.51.100.9')
    await expect(signIn(account.email, goodPassword, '198.51.100.9')).rejects.toSatisfy(contract.tooManyAttempts.is)
    await expect(signIn(account.email, goodPassword, '203.0.113.2')).resolves.toBeDefined()
  })

  test('does not lock the owner out on a device of theirs by what others do in the same network', async () => {
    const { account } = await registered(t)
    const response = await t.request({
      method: 'POST',
      url: '/auth/login',
      payload: { email: account.email, password: goodPassword },
    })
    const device = String([response.headers['set-cookie']].flat().find((line) => line?.startsWith('device='))).split(
      ';',
    )[0]
    await guess(5, account.email, '198.51.100.20')
    await expect(signIn(account.email, goodPassword, '198.51.100.20', device)).resolves.toBeDefined()
    await expect(signIn(account.email, goodPassword, '198.51.100.20', 'device=made-up')).rejects.toSatisfy(
      contract.tooManyAttempts.is,
    )
  })

  test('makes somebody wait who guesses on a known device too', async () => {
    const { account } = await registered(t)
    const mine = {
      method: 'POST',
      url: '/auth/login',
      payload: { email: account.email, password: goodPassword },
    } as const
    const cookies = [(await t.request(mine)).headers['set-cookie']].flat().map(String)
    const device = cookies.find((line) => line.startsWith('device='))?.split(';')[0]
    await guess(10, account.email, '203.0.113.30', device)
    await expect(signIn(account.email, wrong, '203.0.113.30', device)).rejects.toSatisfy(contract.tooManyAttempts.is)
  })
})
