import { notFound } from '@ecc/contracts/problems'
import { getMe } from '@ecc/contracts/users'
import { aPlayer, type TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMember, aProfile, userService } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

describe('getMe', () => {
  test('shows one’s own profile, with the defaults of what one never chose', async () => {
    const me = await aMember(t)
    const profile = await t.call(getMe, {}, { as: me })
    expect(profile).toEqual({
      ...aProfile(),
      id: me.userId,
      avatarUrl: null,
      preferences: { theme: 'default', hourCycle: 'locale', emailReminders: true, emailUpdates: true },
      createdAt: profile.createdAt,
    })
    expect(profile.createdAt).toMatch(/^2027-03-01T12:/)
  })

  test('finds nothing for an account without a profile', async () => {
    await expect(t.call(getMe, {}, { as: aPlayer() })).rejects.toSatisfy(notFound.is)
  })
})
