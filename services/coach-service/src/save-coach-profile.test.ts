import { getCoach, getOwnCoachProfile, saveCoachProfile, searchCoaches, unknownGame } from '@ecc/contracts/coaches'
import type { BodyOf } from '@ecc/contracts/define'
import { changedMeanwhile, invalidRequest } from '@ecc/contracts/problems'
import type { Caller } from '@ecc/kit'
import { aCoach } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coachService, game, otherGame, type TestedCoaches, teaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const profile = { headline: 'Aim and calm', bio: 'I coach.', games: [teaches(game)], languages: ['en'] }
const save = (caller: Caller, body: BodyOf<typeof saveCoachProfile>, ifMatch?: number) =>
  t.call(
    saveCoachProfile,
    { body },
    { as: caller, headers: ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` } },
  )
const read = (caller: Caller) => t.call(getOwnCoachProfile, {}, { as: caller })

describe('GET /coaches/me', () => {
  it('is an empty draft before the first save', async () => {
    const coach = aCoach()
    expect(await read(coach)).toMatchObject({ id: coach.userId, status: 'draft', games: [], revision: 0 })
  })

  it('carries its revision as ETag', async () => {
    const coach = aCoach()
    await save(coach, profile)
    const response = await t.request({ method: 'GET', url: '/coaches/me', as: coach })
    expect(response.headers.etag).toBe('"1"')
  })
})

describe('PUT /coaches/me', () => {
  it('saves the profile, games in the order given', async () => {
    const coach = aCoach()
    const games = [teaches(otherGame, { role: 1, rank: 2 }), teaches(game)]
    const saved = await save(coach, { ...profile, games, languages: ['en', 'ko', 'en'], headline: '  Aim and calm ' })
    expect(saved).toMatchObject({
      headline: 'Aim and calm',
      games,
      languages: ['en', 'ko'],
      status: 'draft',
      revision: 1,
    })
    expect(await read(coach)).toEqual(saved)
  })

  it('keeps the rank proof and the code of conduct where they are left out, and takes them back where asked', async () => {
    const coach = aCoach()
    const rankProof = 'https://tracker.example.com/me'
    const first = await save(coach, { ...profile, rankProof, codeOfConductAccepted: true })
    expect(first.codeOfConductAcceptedAt).not.toBeNull()
    t.skipTime(5)
    const second = await save(coach, { ...profile, codeOfConductAccepted: true })
    expect(second).toMatchObject({ rankProof, codeOfConductAcceptedAt: first.codeOfConductAcceptedAt })
    const third = await save(coach, { ...profile, rankProof: null, codeOfConductAccepted: false })
    expect(third).toMatchObject({ rankProof: null, codeOfConductAcceptedAt: null })
  })

  it('names every game, role and rank that is not in the catalogue', async () => {
    const games = [
      { ...teaches(game), roleIds: ['no-such-role'], rankId: 'no-such-rank' },
      { ...teaches(otherGame), gameId: 'no-such-game' },
    ]
    const error = await save(aCoach(), { ...profile, games }).catch((reason: unknown) => reason)
    expect(error).toSatisfy(unknownGame.is)
    expect(error).toMatchObject({
      extra: {
        unknown: [
          { field: 'games.0.roleIds', value: 'no-such-role' },
          { field: 'games.0.rankId', value: 'no-such-rank' },
          { field: 'games.1.gameId', value: 'no-such-game' },
        ],
      },
    })
  })

  it('refuses one game twice', async () => {
    const games = [teaches(game), teaches(game, { rank: 2 })]
    await expect(save(aCoach(), { ...profile, games })).rejects.toSatisfy(invalidRequest.is)
  })

  it('lets one of two saves of the same revision win', async () => {
    const coach = aCoach()
    await save(coach, profile)
    const results = await Promise.allSettled(
      ['First', 'Second'].map((headline) => save(coach, { ...profile, headline }, 1)),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.filter((result) => result.status === 'rejected' && changedMeanwhile.is(result.reason))).toHaveLength(
      1,
    )
    expect((await read(coach)).revision).toBe(2)
  })

  it('lets one of two first saves win', async () => {
    const coach = aCoach()
    const results = await Promise.allSettled([save(coach, profile, 0), save(coach, profile, 0)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('asks user-service for the card once', async () => {
    const coach = aCoach()
    t.person(coach.userId, { displayName: 'Rhea' })
    const before = t.lookUps()
    await save(coach, profile)
    await save(coach, profile)
    expect(t.lookUps()).toBe(before + 1)
    expect((await t.call(getCoach, { params: { id: coach.userId } }, { as: coach })).displayName).toBe('Rhea')
  })

  it('changes what is public and what is found at once', async () => {
    const coach = await t.coach()
    await save(coach.caller, { ...profile, headline: 'Wavedash wizardry' })
    expect((await t.call(getCoach, { params: { id: coach.id } })).headline).toBe('Wavedash wizardry')
    const found = await t.call(searchCoaches, { query: { q: 'wavedash' } })
    expect(found.items.map(({ id }) => id)).toEqual([coach.id])
  })
})
