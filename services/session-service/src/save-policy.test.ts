import {
  defaultPolicy,
  getPolicy,
  listPolicies,
  type PolicyValues,
  policyInconsistent,
  savePolicy,
} from '@ecc/contracts/policies'
import { changedMeanwhile, invalidRequest, notAllowed } from '@ecc/contracts/problems'
import { anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeEach(async () => {
  t = await sessionService()
})
afterEach(() => t.close())

const admin = anAdmin()
const save = (details: Partial<PolicyValues>, basedOn = 1, as = admin) =>
  t.call(savePolicy, { body: { basedOn, values: { ...defaultPolicy, ...details }, note: 'for a test' } }, { as })

it('begins with the product’s own numbers', async () => {
  expect(await t.call(getPolicy)).toMatchObject({ version: 1, values: defaultPolicy })
})

describe('POST /admin/policies', () => {
  it('puts the next version in force for new holds, and keeps who wrote it and why', async () => {
    const before = await t.hold(aPlayer(), { startsAt: at('2027-03-02T10:00') })
    expect(await save({ holdMinutes: 30 })).toMatchObject({ version: 2, createdBy: admin.userId, note: 'for a test' })
    expect(await t.call(getPolicy)).toMatchObject({ version: 2, values: { holdMinutes: 30 } })
    const after = await t.hold(aPlayer(), { startsAt: at('2027-03-02T10:00') })
    expect(after.policyVersion).toBe(2)
    expect(Date.parse(after.holdExpiresAt) - Date.parse(after.createdAt)).toBe(30 * 60_000)
    expect(before.policyVersion).toBe(1)
    const { items } = await t.call(listPolicies, { query: { limit: 1 } }, { as: admin })
    expect(items.map(({ version }) => version)).toEqual([2])
  })

  it('lets nobody overwrite what they have not seen, also at the same moment', async () => {
    const both = await Promise.allSettled([save({ graceMinutes: 10 }), save({ graceMinutes: 20 })])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(both.filter((one) => one.status === 'rejected' && changedMeanwhile.is(one.reason))).toHaveLength(1)
    await expect(save({}, 1)).rejects.toSatisfy(changedMeanwhile.is)
    await expect(save({}, 7)).rejects.toSatisfy(changedMeanwhile.is)
    expect(await save({}, 2)).toMatchObject({ version: 3 })
  })

  it.each<[string, Partial<PolicyValues>]>([
    ['a part that comes back for longer than all of it', { strict: { fullHours: 24, halfHours: 25 } }],
    ['a failure longer than a pro rata refund', { failurePercent: 91 }],
    ['contesting after the release', { contestHours: 49 }],
    ['an earlier release for new coaches', { releaseHoursNewCoach: 47 }],
  ])('refuses %s', async (_, details) => {
    await expect(save(details)).rejects.toSatisfy(policyInconsistent.is)
  })

  it('bounds every number, and takes none away', async () => {
    await expect(save({ lateRefundPercent: 101 })).rejects.toSatisfy(invalidRequest.is)
    await expect(save({ holdMinutes: 0 })).rejects.toSatisfy(invalidRequest.is)
    await expect(save({ noShowHidingDays: [] })).rejects.toSatisfy(invalidRequest.is)
    const { holdMinutes: _, ...rest } = defaultPolicy
    const body = { basedOn: 1, values: rest as PolicyValues, note: 'less' }
    await expect(t.call(savePolicy, { body }, { as: admin })).rejects.toSatisfy(invalidRequest.is)
  })

  it('is for staff', async () => {
    await expect(save({}, 1, aPlayer())).rejects.toSatisfy(notAllowed.is)
    await expect(t.call(listPolicies, { query: {} }, { as: aPlayer() })).rejects.toSatisfy(notAllowed.is)
  })
})

it('a version cannot be changed or removed', async () => {
  await expect(t.sql`update policies set note = 'other'`).rejects.toThrow('append-only')
  await expect(t.sql`delete from policies`).rejects.toThrow('append-only')
})

it('shows older versions page by page', async () => {
  for (const basedOn of [1, 2, 3]) await save({}, basedOn)
  const first = await t.call(listPolicies, { query: { limit: 3 } }, { as: admin })
  expect(first.items.map(({ version }) => version)).toEqual([4, 3, 2])
  const rest = await t.call(listPolicies, { query: { limit: 3, cursor: first.nextCursor as string } }, { as: admin })
  expect(rest).toMatchObject({ items: [{ version: 1, createdBy: null, createdByName: null }], nextCursor: null })
})
