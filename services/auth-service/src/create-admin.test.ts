import * as contract from '@ecc/contracts/auth'
import { unknownZone } from '@ecc/contracts/users'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AuthUnderTest,
  authService,
  confirmationTokenOf,
  goodPassword,
  registered,
  zoneOfNobody,
} from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const admin = (email: string, changes = {}) => ({
  email,
  password: 'operators own secret',
  displayName: 'Operator',
  timeZone: 'UTC',
  ...changes,
})
const signIn = (email: string, password: string) => t.call(contract.login, { body: { email, password } })

describe('createAdmin', () => {
  test('makes an account with a profile and a confirmed address', async () => {
    const account = await t.call(contract.createAdmin, { body: admin('root@example.com') })
    expect(account).toMatchObject({ email: 'root@example.com', emailConfirmed: true, roles: ['player', 'admin'] })
    expect(t.profiles.get(account.id)).toMatchObject({ displayName: 'Operator', birthDate: null })
    expect((await t.emitted(contract.emailConfirmed)).at(-1)).toEqual({ userId: account.id, email: account.email })
    await expect(signIn('root@example.com', 'operators own secret')).resolves.toMatchObject({ account })
    expect((await t.call(contract.listAdmins)).ids).toContain(account.id)
  })

  test('makes the owner of the address an admin, who keeps the password; repeating changes nothing', async () => {
    const owner = await registered(t)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    const expected = { ...owner.account, emailConfirmed: true, roles: ['player', 'admin'] }
    expect(await t.call(contract.createAdmin, { body: admin(owner.account.email) })).toEqual(expected)
    expect(await t.call(contract.createAdmin, { body: admin(owner.account.email) })).toEqual(expected)
    await expect(signIn(owner.account.email, goodPassword)).resolves.toMatchObject({ account: expected })
  })

  test('does not make somebody admin who only claims the address', async () => {
    const claimant = await registered(t)
    const account = await t.call(contract.createAdmin, { body: admin(claimant.account.email) })
    expect(account.id).not.toBe(claimant.account.id)
    const token = await confirmationTokenOf(t, claimant)
    await expect(t.call(contract.confirmEmail, { body: { token } })).rejects.toSatisfy(contract.linkRejected.is)
  })

  test('makes one account when asked twice at once', async () => {
    const ask = () => t.call(contract.createAdmin, { body: admin('twice@example.com') })
    const [one, other] = await Promise.all([ask(), ask()])
    expect(one).toEqual(other)
  })

  test('refuses a guessable password and an unknown zone', async () => {
    const guessable = t.call(contract.createAdmin, { body: admin('x@example.com', { password: 'administrator1' }) })
    await expect(guessable).rejects.toSatisfy(contract.passwordTooCommon.is)
    const nowhere = t.call(contract.createAdmin, { body: admin('x@example.com', { timeZone: zoneOfNobody }) })
    await expect(nowhere).rejects.toSatisfy(unknownZone.is)
  })
})
