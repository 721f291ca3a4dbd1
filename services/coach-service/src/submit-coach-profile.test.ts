import { emailConfirmed } from '@ecc/contracts/auth'
import {
  createOffer,
  getOnboarding,
  onboardingIncomplete,
  saveAvailability,
  saveCoachProfile,
  submitCoachProfile,
  updateOffer,
} from '@ecc/contracts/coaches'
import { payoutAccountChanged } from '@ecc/contracts/payments'
import { userUpdated } from '@ecc/contracts/users'
import { coachSubmitted, rejectCoach } from '@ecc/contracts/verifications'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coachService, game, type TestedCoaches, teaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const submit = (caller: Caller) => t.call(submitCoachProfile, { body: {} }, { as: caller })
const onboarding = (caller: Caller) => t.call(getOnboarding, {}, { as: caller })
const missing = async (caller: Caller) =>
  (await onboarding(caller)).steps.filter(({ done }) => !done).map(({ id }) => id)
const submissionsOf = async (caller: Caller) =>
  (await t.emitted(coachSubmitted)).filter(({ coachId }) => coachId === caller.userId).length

const allSteps = [
  'email-confirmed',
  'adult',
  'photo',
  'profile',
  'games',
  'rank-proof',
  'offer',
  'availability',
  'payout-account',
  'code-of-conduct',
]

describe('GET /coaches/me/onboarding', () => {
  it('shows every gate with a hint to someone who has just begun', async () => {
    const reply = await onboarding(aCoach())
    expect(reply).toMatchObject({ status: 'draft', done: 0, total: 10, canSubmit: false })
    expect(reply.steps.map(({ id }) => id)).toEqual(allSteps)
    expect(reply.steps.every(({ hint }) => hint.length > 20)).toBe(true)
  })

  it('opens one gate after the other', async () => {
    const coach = aCoach()
    const { userId } = coach
    t.person(userId, { avatarUrl: null })
    const left = new Set(allSteps.filter((id) => id !== 'adult'))
    const passes = async (...ids: string[]) => {
      for (const id of ids) left.delete(id)
      expect(await missing(coach)).toEqual([...left])
    }
    await passes()
    await t.deliver(emailConfirmed, { userId, email: 'mina@example.com' })
    await passes('email-confirmed')
    await t.deliver(userUpdated, {
      id: userId,
      displayName: 'Mina',
      avatarUrl: 'https://example.com/a.png',
      timeZone: 'UTC',
    })
    await passes('photo')
    const profile = { headline: 'Calm', bio: '', games: [] as ReturnType<typeof teaches>[], languages: ['en'] }
    await t.call(saveCoachProfile, { body: profile }, { as: coach })
    await passes()
    Object.assign(profile, { bio: 'I coach.', games: [{ ...teaches(game), roleIds: [] }] })
    await t.call(saveCoachProfile, { body: profile }, { as: coach })
    await passes('profile')
    Object.assign(profile, {
      games: [teaches(game)],
      rankProof: 'https://tracker.example.com',
      codeOfConductAccepted: true,
    })
    await t.call(saveCoachProfile, { body: profile }, { as: coach })
    await passes('games', 'rank-proof', 'code-of-conduct')
    const body = {
      title: 'Coaching',
      gameId: game.id,
      durationMinutes: 60,
      price: { amount: 3000, currency: 'EUR' as const },
    }
    await t.call(createOffer, { body: { ...body, kind: 'trial', durationMinutes: 30 } }, { as: coach })
    await passes()
    await t.call(createOffer, { body: { ...body, price: { amount: 5000, currency: 'EUR' } } }, { as: coach })
    await passes('offer')
    const weekly = [{ day: 3, start: '10:00', end: '12:29' }]
    await t.call(saveAvailability, { body: { zone: 'UTC', weekly } }, { as: coach })
    await passes()
    await t.call(
      saveAvailability,
      { body: { zone: 'UTC', weekly: [{ day: 3, start: '10:00', end: '12:30' }] } },
      { as: coach },
    )
    await passes('availability')
    await t.deliver(payoutAccountChanged, { coachId: userId, active: true })
    await passes('payout-account')
    expect(await onboarding(coach)).toMatchObject({ done: 10, canSubmit: true })
    await t.deliver(payoutAccountChanged, { coachId: userId, active: false })
    expect(await missing(coach)).toEqual(['payout-account'])
  })

  it('keeps those under 18 out until their birthday, and asks for a mended birth date', async () => {
    const coach = aCoach()
    t.person(coach.userId, { birthDate: '2009-03-02', timeZone: 'UTC' })
    expect(await missing(coach)).toContain('adult')
    t.person(coach.userId, { birthDate: '2009-03-01' })
    expect(await missing(coach)).not.toContain('adult')
  })
})

describe('POST /coaches/me/submit', () => {
  it('names the gates that are left, and changes nothing', async () => {
    const coach = await t.readyCoach()
    await t.call(updateOffer, { params: { id: coach.offer.id }, body: { active: false } }, { as: coach.caller })
    await t.deliver(payoutAccountChanged, { coachId: coach.id, active: false })
    const error = await submit(coach.caller).catch((reason: unknown) => reason)
    expect(error).toSatisfy(onboardingIncomplete.is)
    expect(error).toMatchObject({ extra: { missing: ['offer', 'payout-account'] } })
    expect(await submissionsOf(coach.caller)).toBe(0)
  })

  it('hands the profile in and tells the others', async () => {
    const { caller } = await t.readyCoach()
    expect(await submit(caller)).toMatchObject({ status: 'submitted', done: 10, canSubmit: false })
    expect(await onboarding(caller)).toMatchObject({ status: 'submitted', canSubmit: false })
    expect(await submissionsOf(caller)).toBe(1)
  })

  it('hands it in once, however often and at once it is asked to', async () => {
    const { caller } = await t.readyCoach()
    const replies = await Promise.all([submit(caller), submit(caller)])
    expect(replies.map(({ status }) => status)).toEqual(['submitted', 'submitted'])
    await submit(caller)
    expect(await submissionsOf(caller)).toBe(1)
  })

  it('takes a rejected profile again', async () => {
    const { caller, id } = await t.readyCoach()
    await submit(caller)
    await t.call(rejectCoach, { params: { id }, body: { reason: 'The proof is unreadable.' } }, { as: anAdmin() })
    expect(await onboarding(caller)).toMatchObject({ status: 'rejected', canSubmit: true })
    expect(await submit(caller)).toMatchObject({ status: 'submitted' })
    expect(await submissionsOf(caller)).toBe(2)
  })
})
