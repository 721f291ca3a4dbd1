import { coachNotFound, getCoach, getOwnCoachProfile, submitCoachProfile } from '@ecc/contracts/coaches'
import { invalidRequest } from '@ecc/contracts/problems'
import {
  approveCoach,
  coachApproved,
  coachRejected,
  listVerifications,
  notAwaitingApproval,
  rejectCoach,
} from '@ecc/contracts/verifications'
import { anAdmin, anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coachService, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const approve = (id: string) => t.call(approveCoach, { params: { id }, body: {} }, { as: anAdmin() })
const reject = (id: string, reason = 'The proof is unreadable.') =>
  t.call(rejectCoach, { params: { id }, body: { reason } }, { as: anAdmin() })
const queue = (query: { cursor?: string; limit?: number } = {}) =>
  t.call(listVerifications, { query }, { as: anAdmin() })

async function submitted(displayName = 'Mina Park'): Promise<MadeCoach> {
  const coach = await t.readyCoach({ displayName })
  await t.call(submitCoachProfile, { body: {} }, { as: coach.caller })
  return coach
}

describe('GET /admin/verifications', () => {
  it('shows who waits, oldest first, page by page, each with profile and offers', async () => {
    const coaches: MadeCoach[] = []
    for (const name of ['Ada', 'Bo Li', 'Cai']) {
      coaches.push(await submitted(name))
      t.skipTime(1)
    }
    await t.readyCoach()
    const first = await queue({ limit: 2 })
    expect(first.items).toHaveLength(2)
    expect(first.items).toMatchObject([
      {
        coach: { displayName: 'Ada' },
        profile: { id: coaches[0]?.id, status: 'submitted' },
        offers: [coaches[0]?.offer],
      },
      { coach: { displayName: 'Bo Li' } },
    ])
    const second = await queue({ limit: 2, cursor: String(first.nextCursor) })
    expect(second).toMatchObject({ items: [{ coach: { displayName: 'Cai' } }], nextCursor: null })
  })

  it('refuses a cursor it did not give', async () => {
    await expect(queue({ cursor: 'nonsense' })).rejects.toSatisfy(invalidRequest.is)
  })
})

describe('POST /admin/coaches/:id/approve', () => {
  it('makes the profile public and tells the others', async () => {
    const { id } = await submitted()
    await expect(t.call(getCoach, { params: { id } })).rejects.toSatisfy(coachNotFound.is)
    expect(await approve(id)).toMatchObject({ id, status: 'approved', rejectionReason: null })
    expect(await t.call(getCoach, { params: { id } })).toMatchObject({
      id,
      joinedAt: expect.stringContaining('2027-03-01'),
    })
    expect(await t.emitted(coachApproved)).toContainEqual({ coachId: id })
    expect((await queue()).items.map(({ profile }) => profile.id)).not.toContain(id)
  })

  it('refuses a profile that does not wait', async () => {
    const draft = await t.readyCoach()
    await expect(approve(draft.id)).rejects.toSatisfy(notAwaitingApproval.is)
    const approved = await t.coach()
    await expect(approve(approved.id)).rejects.toSatisfy(notAwaitingApproval.is)
  })

  it('does not know people who are no coaches', async () => {
    await expect(approve(anId())).rejects.toSatisfy(coachNotFound.is)
  })

  it('lets one of two admins who disagree decide', async () => {
    const { id, caller } = await submitted()
    const results = await Promise.allSettled([approve(id), reject(id)])
    expect(
      results.filter((result) => result.status === 'rejected' && notAwaitingApproval.is(result.reason)),
    ).toHaveLength(1)
    const told = [...(await t.emitted(coachApproved)), ...(await t.emitted(coachRejected))]
    expect(told.filter(({ coachId }) => coachId === id)).toHaveLength(1)
    const { status } = await t.call(getOwnCoachProfile, {}, { as: caller })
    expect(status).toBe(results[0]?.status === 'fulfilled' ? 'approved' : 'rejected')
  })
})

describe('POST /admin/coaches/:id/reject', () => {
  it('sends the profile back with the reason, and tells the others', async () => {
    const { id, caller } = await submitted()
    const before = await t.call(getOwnCoachProfile, {}, { as: caller })
    expect(await reject(id, 'The rank proof shows another name.')).toMatchObject({
      status: 'rejected',
      rejectionReason: 'The rank proof shows another name.',
      revision: before.revision + 1,
    })
    expect(await t.emitted(coachRejected)).toContainEqual({ coachId: id, reason: 'The rank proof shows another name.' })
    await expect(t.call(getCoach, { params: { id } })).rejects.toSatisfy(coachNotFound.is)
  })

  it('forgets the reason when the profile is handed in again', async () => {
    const { id, caller } = await submitted()
    await reject(id)
    await t.call(submitCoachProfile, { body: {} }, { as: caller })
    expect(await approve(id)).toMatchObject({ status: 'approved', rejectionReason: null })
  })

  it('refuses a profile that does not wait', async () => {
    const { id } = await t.readyCoach()
    await expect(reject(id)).rejects.toSatisfy(notAwaitingApproval.is)
  })

  it('does not know people who are no coaches', async () => {
    await expect(reject(anId())).rejects.toSatisfy(coachNotFound.is)
  })
})
