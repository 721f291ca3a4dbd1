import * as contract from '@ecc/contracts/auth'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, authService, claimsOf, isAlive, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

describe('endLogin', () => {
  test('signs the device out, and succeeds again', async () => {
    const signedIn = await registered(t)
    const me = aPlayer(signedIn.account.id)
    const params = { id: claimsOf(signedIn).lid }
    await t.call(contract.endLogin, { params }, { as: me })
    await t.call(contract.endLogin, { params }, { as: me })
    expect(await isAlive(t, signedIn.refreshToken)).toBe(false)
  })

  test('finds no login of another person, and leaves it alone', async () => {
    const [me, other] = [await registered(t), await registered(t)]
    const params = { id: claimsOf(other).lid }
    const ending = t.call(contract.endLogin, { params }, { as: aPlayer(me.account.id) })
    await expect(ending).rejects.toSatisfy(contract.loginNotFound.is)
    expect(await isAlive(t, other.refreshToken)).toBe(true)
  })

  test('finds no login that never was', async () => {
    const { account } = await registered(t)
    const ending = t.call(contract.endLogin, { params: { id: account.id } }, { as: aPlayer(account.id) })
    await expect(ending).rejects.toSatisfy(contract.loginNotFound.is)
  })
})
