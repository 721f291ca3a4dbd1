import * as contract from '@ecc/contracts/auth'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, authService, confirmationTokenOf, goodPassword, isAlive, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const newPassword = 'staple battery horse'
const reset = (token: string, password = newPassword) => t.call(contract.resetPassword, { body: { token, password } })
const signIn = (email: string, password: string) => t.call(contract.login, { body: { email, password } })

async function linkFor(email: string): Promise<string> {
  await t.call(contract.forgotPassword, { body: { email } })
  await t.settle()
  const mails = await t.emitted(contract.accountMailRequested)
  return String(mails.findLast((mail) => mail.email === email && mail.kind === 'reset-password')?.token)
}

describe('resetPassword', () => {
  test('sets the password, ends every login and says so by mail', async () => {
    const { account, refreshToken } = await registered(t)
    const other = await signIn(account.email, goodPassword)
    await reset(await linkFor(account.email))
    expect(await isAlive(t, refreshToken)).toBe(false)
    expect(await isAlive(t, other.refreshToken)).toBe(false)
    await expect(signIn(account.email, goodPassword)).rejects.toSatisfy(contract.invalidCredentials.is)
    await expect(signIn(account.email, newPassword)).resolves.toMatchObject({ account: { id: account.id } })
    const { id: userId, email } = account
    const mails = await t.emitted(contract.accountMailRequested)
    expect(mails.at(-1)).toEqual({ userId, email, kind: 'password-changed', token: null })
  })

  test('confirms the address, since the link came by it', async () => {
    const { account } = await registered(t)
    await reset(await linkFor(account.email))
    expect(await t.call(contract.getAccount, {}, { as: aPlayer(account.id) })).toMatchObject({ emailConfirmed: true })
    expect((await t.emitted(contract.emailConfirmed)).at(-1)).toEqual({ userId: account.id, email: account.email })
  })

  test('lets somebody in again who had to wait after wrong passwords', async () => {
    const { account } = await registered(t)
    for (let i = 0; i < 5; i++)
      await expect(signIn(account.email, 'forgotten it again')).rejects.toSatisfy(contract.invalidCredentials.is)
    await reset(await linkFor(account.email))
    await expect(signIn(account.email, newPassword)).resolves.toBeDefined()
  })

  test('takes a link once, also when it comes twice at the same time', async () => {
    const { account } = await registered(t)
    const token = await linkFor(account.email)
    const outcomes = await Promise.allSettled([reset(token, 'one good password'), reset(token, 'two good passwords')])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(reset(token)).rejects.toSatisfy(contract.linkRejected.is)
  })

  test('uses up the other links of the account', async () => {
    const { account } = await registered(t)
    const [first, second] = [await linkFor(account.email), await linkFor(account.email)]
    await reset(second)
    await expect(reset(first)).rejects.toSatisfy(contract.linkRejected.is)
  })

  test('refuses a link after 30 minutes, a made-up one, and one that confirms an address', async () => {
    const signedIn = await registered(t)
    const token = await linkFor(signedIn.account.email)
    await t.clock.advance({ minutes: 31 })
    await expect(reset(token)).rejects.toSatisfy(contract.linkRejected.is)
    await expect(reset('made-up-token-of-nobody')).rejects.toSatisfy(contract.linkRejected.is)
    const confirmation = await confirmationTokenOf(t, signedIn)
    await expect(reset(confirmation)).rejects.toSatisfy(contract.linkRejected.is)
  })

  test('refuses the link of an account whose address went to another', async () => {
    const owner = await registered(t)
    const claimant = await registered(t, { email: owner.account.email })
    const token = await linkFor(claimant.account.email)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    await expect(reset(token)).rejects.toSatisfy(contract.linkRejected.is)
    expect(await isAlive(t, claimant.refreshToken)).toBe(true)
  })

  test('refuses a guessable password and leaves the link good', async () => {
    const { account } = await registered(t)
    const token = await linkFor(account.email)
    await expect(reset(token, 'password12345')).rejects.toSatisfy(contract.passwordTooCommon.is)
    await expect(reset(token)).resolves.toBeNull()
  })
})
