import * as contract from '@ecc/contracts/users'
import { aPlayer, type TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMember, png, upload, userService } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

describe('findUsers', () => {
  test('gives what is needed to show people and to write to them; unknown ids are left out', async () => {
    const [ada, bo] = [
      await aMember(t),
      await aMember(t, { displayName: 'Bo', email: 'bo@example.com', birthDate: null }),
    ]
    await t.call(contract.updateMe, { body: { preferences: { emailReminders: false } } }, { as: bo })
    const { avatarUrl } = (await upload(t, ada, png)).json<{ avatarUrl: string }>()
    const ids = [bo.userId, aPlayer().userId, ada.userId, ada.userId]
    const { items } = await t.call(contract.findUsers, { body: { ids } })
    expect(items).toHaveLength(2)
    const common = { timeZone: 'Europe/Berlin', locale: 'en' }
    const preferences = { theme: 'default', hourCycle: 'locale', emailReminders: true, emailUpdates: true }
    expect(items).toContainEqual({
      ...common,
      id: ada.userId,
      displayName: 'Ada',
      email: 'ada@example.com',
      avatarUrl,
      birthDate: '2000-05-06',
      preferences,
    })
    expect(items).toContainEqual({
      ...common,
      id: bo.userId,
      displayName: 'Bo',
      email: 'bo@example.com',
      avatarUrl: null,
      birthDate: null,
      preferences: { ...preferences, emailReminders: false },
    })
  })

  test('finds nobody for no ids', async () => {
    expect(await t.call(contract.findUsers, { body: { ids: [] } })).toEqual({ items: [] })
  })
})
