import * as contract from '@ecc/contracts/auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, authService, confirmationTokenOf, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

async function forgot(email: string): Promise<void> {
  await t.call(contract.forgotPassword, { body: { email } })
  await t.settle()
}
const resetMails = async () =>
  (await t.emitted(contract.accountMailRequested)).filter(({ kind }) => kind === 'reset-password')

describe('forgotPassword', () => {
  test('mails the owner of the address a link, whatever the case', async () => {
    const owner = await registered(t)
    await t.call(contract.confirmEmail, { body: { token: await confirmationTokenOf(t, owner) } })
    await registered(t, { email: owner.account.email })
    await forgot(owner.account.email.toUpperCase())
    expect((await resetMails()).at(-1)).toMatchObject({ userId: owner.account.id, email: owner.account.email })
  })

  test('mails the latest claimant when nobody owns the address', async () => {
    const { account } = await registered(t)
    const latest = await registered(t, { email: account.email })
    await forgot(account.email)
    expect((await resetMails()).at(-1)).toMatchObject({ userId: latest.account.id })
  })

  test('answers the same for an address nobody has, and mails nothing', async () => {
    const before = await resetMails()
    const { account } = await registered(t)
    const answers = await Promise.all(
      [account.email, 'nobody@example.com'].map((email) =>
        t.request({ method: 'POST', url: '/auth/forgot-password', payload: { email } }),
      ),
    )
    await t.settle()
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202])
    expect(answers[0]?.body).toBe(answers[1]?.body)
    expect(await resetMails()).toHaveLength(before.length + 1)
  })

  test('does not flood a mailbox: at most five good links', async () => {
    const { account } = await registered(t)
    for (let i = 0; i < 7; i++) await forgot(account.email)
    expect((await resetMails()).filter(({ userId }) => userId === account.id)).toHaveLength(5)
  })
})
