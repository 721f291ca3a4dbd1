import * as contract from '@ecc/contracts/users'
import { aPlayer, type TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aProfile, userService } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

const create = (id: string, changes: Parameters<typeof aProfile>[0] = {}) =>
  t.call(contract.createUser, { params: { id }, body: aProfile(changes) })

describe('createUser', () => {
  test('makes a profile, and changes nothing when repeated', async () => {
    const me = aPlayer()
    await Promise.all([create(me.userId), create(me.userId)])
    const profile = await t.call(contract.getMe, {}, { as: me })
    expect(profile).toMatchObject({ id: me.userId, ...aProfile() })
    await create(me.userId, { displayName: 'Somebody else', timeZone: 'UTC' })
    expect(await t.call(contract.getMe, {}, { as: me })).toEqual(profile)
  })

  test('makes a profile without a birth date', async () => {
    const me = aPlayer()
    await create(me.userId, { birthDate: null })
    expect(await t.call(contract.getMe, {}, { as: me })).toMatchObject({ birthDate: null })
  })

  test('refuses an unknown zone', async () => {
    await expect(create(aPlayer().userId, { timeZone: 'Nowhere/Land' })).rejects.toSatisfy(contract.unknownZone.is)
  })
})
