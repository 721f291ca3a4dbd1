import * as contract from '@ecc/contracts/auth'
import { notSignedIn } from '@ecc/contracts/problems'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuthUnderTest, authService, claimsOf, isAlive, onLogin, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

async function aMember(birthDate = '2000-05-06') {
  const signedIn = await registered(t, { birthDate })
  return { signedIn, me: await onLogin(t, signedIn, aPlayer(signedIn.account.id)) }
}
const coachEvents = async (userId: string) =>
  (await t.emitted(contract.coachRoleAdded)).filter((event) => event.userId === userId)

describe('becomeCoach', () => {
  test('adds the role, tells the others, and answers tokens that carry it for the same login', async () => {
    const { signedIn, me } = await aMember()
    const after = await t.call(contract.becomeCoach, { body: {} }, { as: me })
    expect(after.account.roles).toEqual(['player', 'coach'])
    expect(claimsOf(after)).toMatchObject({ sub: signedIn.account.id, lid: me.loginId, roles: ['player', 'coach'] })
    expect(await coachEvents(me.userId)).toEqual([{ userId: me.userId }])
    expect(await isAlive(t, after.refreshToken)).toBe(true)
  })

  test('changes nothing for a coach, also when asked twice at once', async () => {
    const { me } = await aMember()
    const ask = () => t.call(contract.becomeCoach, { body: {} }, { as: me })
    const answers = [...(await Promise.all([ask(), ask()])), await ask()]
    expect(answers.map(({ account }) => account.roles)).toEqual(Array(3).fill(['player', 'coach']))
    expect(await coachEvents(me.userId)).toHaveLength(1)
  })

  test('takes nobody under eighteen', async () => {
    const { me } = await aMember('2010-01-01')
    await expect(t.call(contract.becomeCoach, { body: {} }, { as: me })).rejects.toSatisfy(contract.tooYoung.is)
    expect(await coachEvents(me.userId)).toEqual([])
  })

  test('takes nobody whose age is not known', async () => {
    const { me } = await aMember()
    const profile = t.profiles.get(me.userId)
    if (profile) t.profiles.set(me.userId, { ...profile, birthDate: null })
    await expect(t.call(contract.becomeCoach, { body: {} }, { as: me })).rejects.toSatisfy(contract.tooYoung.is)
  })

  test('asks to sign in again when the login has ended', async () => {
    const { signedIn, me } = await aMember()
    await t.call(contract.logout, { body: { refreshToken: signedIn.refreshToken } })
    await expect(t.call(contract.becomeCoach, { body: {} }, { as: me })).rejects.toSatisfy(notSignedIn.is)
    expect(await coachEvents(me.userId)).toEqual([])
  })
})
