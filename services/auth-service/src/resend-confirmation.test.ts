import * as contract from '@ecc/contracts/auth'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, authService, confirmationTokenOf, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const resend = (userId: string) => t.call(contract.resendConfirmation, {}, { as: aPlayer(userId) })
const mailsOf = async (userId: string) =>
  (await t.emitted(contract.accountMailRequested)).filter((mail) => mail.userId === userId)

describe('resendConfirmation', () => {
  test('mails a new link; the earlier one stays good', async () => {
    const signedIn = await registered(t)
    const { id } = signedIn.account
    await resend(id)
    const [first, second] = await mailsOf(id)
    expect(second).toMatchObject({ kind: 'confirm-email' })
    expect(second?.token).not.toBe(first?.token)
    await t.call(contract.confirmEmail, { body: { token: String(second?.token) } })
    await t.call(contract.confirmEmail, { body: { token: String(first?.token) } })
  })

  test('mails nothing when the address is confirmed', async () => {
    const signedIn = await registered(t)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, signedIn) } })
    await resend(signedIn.account.id)
    expect(await mailsOf(signedIn.account.id)).toHaveLength(1)
  })

  test('stops at five good links, and goes on when they have expired', async () => {
    const { account } = await registered(t)
    for (let i = 0; i < 7; i++) await resend(account.id)
    expect(await mailsOf(account.id)).toHaveLength(5)
    await t.clock.advance({ hours: 49 })
    await resend(account.id)
    expect(await mailsOf(account.id)).toHaveLength(6)
  })

  test('mails the owner instead when the address is another account’s', async () => {
    const owner = await registered(t)
    const { email } = owner.account
    const claimant = await registered(t, { email })
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    await resend(claimant.account.id)
    expect(await mailsOf(claimant.account.id)).toHaveLength(1) // of the time when nobody owned it
    expect((await mailsOf(owner.account.id)).at(-1)).toMatchObject({ kind: 'already-registered', token: null })
  })
})
