import * as contract from '@ecc/contracts/auth'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, authService, isAlive, onLogin, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

describe('logout', () => {
  test('ends the login of the token, again and again', async () => {
    const { refreshToken } = await registered(t)
    await t.call(contract.logout, { body: { refreshToken } })
    await t.call(contract.logout, { body: { refreshToken } })
    expect(await isAlive(t, refreshToken)).toBe(false)
  })

  test('ends the login of the cookie and takes the cookie away', async () => {
    const { refreshToken } = await registered(t)
    const headers = { cookie: `refresh_token=${refreshToken}` }
    const response = await t.request({ method: 'POST', url: '/auth/logout', payload: {}, headers })
    expect(response.statusCode).toBe(204)
    expect(String(response.headers['set-cookie'])).toMatch(/^refresh_token=;.*Path=\/api\/v1\/auth/)
    expect(await isAlive(t, refreshToken)).toBe(false)
  })

  test('ends the login of the access token when there is no refresh token', async () => {
    const signedIn = await registered(t)
    const caller = await onLogin(t, signedIn, aPlayer(signedIn.account.id))
    await t.call(contract.logout, { body: {} }, { as: caller })
    expect(await isAlive(t, signedIn.refreshToken)).toBe(false)
  })

  test('succeeds for somebody who is not signed in', async () => {
    await expect(t.call(contract.logout, { body: {} })).resolves.toBeNull()
    await expect(t.call(contract.logout, { body: { refreshToken: 'made-up-token-of-nobody' } })).resolves.toBeNull()
  })

  test('leaves the other logins of the person alone', async () => {
    const { account, refreshToken } = await registered(t)
    const other = await t.call(contract.login, { body: { email: account.email, password: 'correct horse battery' } })
    await t.call(contract.logout, { body: { refreshToken } })
    expect(await isAlive(t, other.refreshToken)).toBe(true)
  })
})
