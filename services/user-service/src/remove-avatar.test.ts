import { notFound } from '@ecc/contracts/problems'
import * as contract from '@ecc/contracts/users'
import { aPlayer, type TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMember, png, upload, userService } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

describe('removeAvatar', () => {
  test('removes the picture and tells the others; again it has nothing to do', async () => {
    const me = await aMember(t)
    await upload(t, me, png)
    await t.call(contract.removeAvatar, {}, { as: me })
    await t.call(contract.removeAvatar, {}, { as: me })
    expect(await t.call(contract.getMe, {}, { as: me })).toMatchObject({ avatarUrl: null })
    const cards = (await t.emitted(contract.userUpdated)).filter(({ id }) => id === me.userId)
    expect(cards.map(({ avatarUrl }) => avatarUrl === null)).toEqual([false, true])
  })

  test('finds nothing for an account without a profile', async () => {
    await expect(t.call(contract.removeAvatar, {}, { as: aPlayer() })).rejects.toSatisfy(notFound.is)
  })
})
