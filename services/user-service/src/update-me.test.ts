import { invalidRequest, notFound } from '@ecc/contracts/problems'
import * as contract from '@ecc/contracts/users'
import { aPlayer, type TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMember, userService } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

const cardsOf = async (id: string) => (await t.emitted(contract.userUpdated)).filter((card) => card.id === id)

describe('updateMe', () => {
  test('changes the fields sent and no others, and tells who shows people', async () => {
    const me = await aMember(t)
    const before = await t.call(contract.getMe, {}, { as: me })
    const body = { displayName: 'Ada L.', timeZone: 'America/New_York' }
    const after = await t.call(contract.updateMe, { body }, { as: me })
    expect(after).toEqual({ ...before, ...body })
    expect(await t.call(contract.getMe, {}, { as: me })).toEqual(after)
    expect(await cardsOf(me.userId)).toEqual([{ id: me.userId, avatarUrl: null, ...body }])
  })

  test('tells nobody of what others do not see, nor of a change that changes nothing', async () => {
    const me = await aMember(t)
    await t.call(contract.updateMe, { body: { locale: 'pt-BR', preferences: { theme: 'dark' } } }, { as: me })
    await t.call(contract.updateMe, { body: { displayName: 'Ada' } }, { as: me })
    await t.call(contract.updateMe, { body: {} }, { as: me })
    expect(await cardsOf(me.userId)).toEqual([])
  })

  test('changes one preference and keeps the others', async () => {
    const me = await aMember(t)
    await t.call(contract.updateMe, { body: { preferences: { theme: 'dark', emailUpdates: false } } }, { as: me })
    const { preferences } = await t.call(contract.updateMe, { body: { preferences: { theme: 'light' } } }, { as: me })
    expect(preferences).toEqual({ theme: 'light', hourCycle: 'locale', emailReminders: true, emailUpdates: false })
  })

  test('loses nothing when two devices change different things at once', async () => {
    const me = await aMember(t)
    const change = (body: object) => t.call(contract.updateMe, { body }, { as: me })
    await Promise.all([
      change({ displayName: 'Countess' }),
      change({ preferences: { theme: 'dark' } }),
      change({ preferences: { hourCycle: '24h' } }),
    ])
    expect(await t.call(contract.getMe, {}, { as: me })).toMatchObject({
      displayName: 'Countess',
      preferences: { theme: 'dark', hourCycle: '24h' },
    })
  })

  test.each(['Nowhere/Land', '+01', '-0330'])('refuses the zone %s', async (timeZone) => {
    const me = await aMember(t)
    const change = t.call(contract.updateMe, { body: { timeZone } }, { as: me })
    await expect(change).rejects.toSatisfy(contract.unknownZone.is)
  })

  test('keeps the birth date as it is, and takes the same one again', async () => {
    const me = await aMember(t, { birthDate: '2000-05-06' })
    const other = t.call(contract.updateMe, { body: { birthDate: '1999-05-06', displayName: 'Older' } }, { as: me })
    await expect(other).rejects.toSatisfy(contract.birthDateFixed.is)
    const same = await t.call(contract.updateMe, { body: { birthDate: '2000-05-06' } }, { as: me })
    expect(same).toMatchObject({ birthDate: '2000-05-06', displayName: 'Ada' })
  })

  test('takes a missing birth date once, also when two come at the same time', async () => {
    const me = await aMember(t, { birthDate: null })
    const outcomes = await Promise.allSettled(
      ['1990-01-01', '1991-01-01'].map((birthDate) => t.call(contract.updateMe, { body: { birthDate } }, { as: me })),
    )
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refusals).toHaveLength(1)
    expect(refusals[0]).toSatisfy(contract.birthDateFixed.is)
  })

  test('takes no birth date in the future', async () => {
    const me = await aMember(t, { birthDate: null })
    const change = t.call(contract.updateMe, { body: { birthDate: '2027-03-02' } }, { as: me })
    await expect(change).rejects.toSatisfy(invalidRequest.is)
  })

  test('finds nothing for an account without a profile', async () => {
    const change = t.call(contract.updateMe, { body: { displayName: 'Nobody' } }, { as: aPlayer() })
    await expect(change).rejects.toSatisfy(notFound.is)
  })
})
