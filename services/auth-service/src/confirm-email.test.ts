import * as contract from '@ecc/contracts/auth'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, aRegistration, authService, confirmationTokenOf, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const confirm = (token: string) => t.call(contract.confirmEmail, { body: { token } })
const confirmedEvents = async (email: string) =>
  (await t.emitted(contract.emailConfirmed)).filter((event) => event.email === email)

describe('confirmEmail', () => {
  test('makes the address the account’s own and tells the others', async () => {
    const signedIn = await registered(t)
    const { id: userId, email } = signedIn.account
    await confirm(await confirmationTokenOf(t, signedIn))
    const account = await t.call(contract.getAccount, {}, { as: aPlayer(userId) })
    expect(account).toEqual({ ...signedIn.account, emailConfirmed: true })
    expect(await confirmedEvents(email)).toEqual([{ userId, email }])
  })

  test('succeeds again with the same link, and tells nobody twice', async () => {
    const signedIn = await registered(t)
    const token = await confirmationTokenOf(t, signedIn)
    await Promise.all([confirm(token), confirm(token)])
    await confirm(token)
    expect(await confirmedEvents(signedIn.account.email)).toHaveLength(1)
  })

  test('gives an address that two claim at once to one of them', async () => {
    const { email } = aRegistration()
    const claimants = [await registered(t, { email }), await registered(t, { email })]
    const tokens = await Promise.all(claimants.map((claimant) => confirmationTokenOf(t, claimant)))
    const outcomes = await Promise.allSettled(tokens.map(confirm))
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refusals).toHaveLength(1)
    expect(refusals[0]).toSatisfy(contract.linkRejected.is)
    expect(await confirmedEvents(email)).toHaveLength(1)
  })

  test('refuses a link after 48 hours', async () => {
    const token = await confirmationTokenOf(t, await registered(t))
    await t.clock.advance({ hours: 49 })
    await expect(confirm(token)).rejects.toSatisfy(contract.linkRejected.is)
  })

  test('refuses a made-up link', async () => {
    await expect(confirm('made-up-token-of-nobody')).rejects.toSatisfy(contract.linkRejected.is)
  })

  test('refuses a link that sets a password', async () => {
    const { account } = await registered(t)
    await t.call(contract.forgotPassword, { body: { email: account.email } })
    await t.settle()
    const mail = (await t.emitted(contract.accountMailRequested)).findLast(({ kind }) => kind === 'reset-password')
    await expect(confirm(String(mail?.token))).rejects.toSatisfy(contract.linkRejected.is)
  })
})
