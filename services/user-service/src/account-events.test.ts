import { accountRegistered, emailConfirmed } from '@ecc/contracts/auth'
import { getMe } from '@ecc/contracts/users'
import { aPlayer, type TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMember, userService } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

describe('account events', () => {
  test('keep the address of a person as auth-service knows it', async () => {
    const me = await aMember(t)
    const { userId } = me
    const registration = {
      userId,
      email: 'Ada@Example.com',
      roles: ['player' as const],
      confirmationToken: 'x'.repeat(43),
    }
    await t.deliver(accountRegistered, registration, { aggregateId: userId })
    expect(await t.call(getMe, {}, { as: me })).toMatchObject({ email: 'Ada@Example.com' })
    await t.deliver(emailConfirmed, { userId, email: 'ada@new.example.com' }, { aggregateId: userId })
    expect(await t.call(getMe, {}, { as: me })).toMatchObject({ email: 'ada@new.example.com' })
  })

  test('of an account without a profile are not tried for ever', async () => {
    const { userId } = aPlayer()
    await expect(t.deliver(emailConfirmed, { userId, email: 'x@example.com' })).resolves.toBeUndefined()
  })
})
