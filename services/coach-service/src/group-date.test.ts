import { explainSlot, getCalendar } from '@ecc/contracts/availability'
import { bookingCancelled, bookingConfirmed, bookingHeld, notBookable, offerNotFound } from '@ecc/contracts/bookings'
import {
  createOffer,
  getCoach,
  listSlots,
  type Offer,
  quoteSlot,
  saveAvailability,
  searchCoaches,
  updateOffer,
} from '@ecc/contracts/coaches'
import type { ProblemError } from '@ecc/contracts/define'
import {
  addGroupDate,
  dateHasSeats,
  dateNotFree,
  type GroupDate,
  groupDateNotFound,
  groupDateRemoved,
  listGroupDates,
  notGroup,
  removeGroupDate,
  tooManyDates,
} from '@ecc/contracts/group-dates'
import { groupDecided } from '@ecc/contracts/groups'
import { createPackageOffer, notSingle } from '@ecc/contracts/package-offers'
import { invalidRequest } from '@ecc/contracts/problems'
import { aCoach, anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, daily, game, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const terms = { minSeats: 3, maxSeats: 4, cutoffHours: 24 }
const groupBody = (details = {}) => ({
  title: 'Team drills',
  gameId: game.id,
  durationMinutes: 60,
  price: { amount: 1200, currency: 'EUR' as const },
  kind: 'group' as const,
  group: terms,
  ...details,
})

/** A public coach, open from 09:00 to 17:00 UTC, with a group. */
async function groupCoach(details = {}) {
  const coach = await t.coach()
  return { ...coach, group: await t.call(createOffer, { body: groupBody(details) }, { as: coach.caller }) }
}
type GroupCoach = MadeCoach & { group: Offer }

const setDate = ({ caller, group }: GroupCoach, startsAt: string) =>
  t.call(addGroupDate, { params: { id: group.id }, body: { startsAt } }, { as: caller })
const datesOf = async ({ caller, group }: GroupCoach) =>
  (await t.call(listGroupDates, { params: { id: group.id } }, { as: caller })).items
const slotsOf = async ({ id }: MadeCoach, offer: Offer) =>
  (
    await t.call(listSlots, {
      params: { id },
      query: { offerId: offer.id, from: at('2027-03-01T00:00'), to: at('2027-03-20T00:00') },
    })
  ).items
const quote = (offer: Offer, startsAt: string) => t.call(quoteSlot, { body: { offerId: offer.id, startsAt } })
const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'ok',
    (error: unknown) =>
      dateNotFree.is(error) || notBookable.is(error) ? (error as ProblemError).extra['reason'] : error,
  )
/** A seat of a date, as session-service tells of it. */
const seat = (coach: GroupCoach, date: GroupDate, details = {}) => {
  const { id: sessionId, startsAt, endsAt } = date
  return t.booking(
    bookingHeld,
    { ...coach, offer: coach.group },
    { id: anId(), sessionId, startsAt, endsAt, ...details },
  )
}
const paidSeat = (coach: GroupCoach, date: GroupDate) => seat(coach, date, { state: 'confirmed', sequence: 1 })
const decided = ({ id: coachId, group }: GroupCoach, date: GroupDate, state: 'on' | 'off') => {
  const { id, startsAt, endsAt, minSeats, maxSeats, decidesAt } = date
  const why = state === 'on' ? 'enough' : 'too-few'
  const facts = { id, coachId, offerId: group.id, startsAt, endsAt, minSeats, maxSeats, decidesAt }
  return t.deliver(groupDecided, { ...facts, state, why })
}

describe('a group offer', () => {
  it('has seats, a minimum and a cut-off, and is booked at once', async () => {
    const { group } = await groupCoach()
    expect(group).toMatchObject({ kind: 'group', group: terms, bookingMode: 'instant', package: null })
  })

  it.each([
    ['more than eight seats', { group: { ...terms, maxSeats: 9 } }],
    ['a minimum above its seats', { group: { minSeats: 5, maxSeats: 4, cutoffHours: 24 } }],
    ['a minimum of one', { group: { ...terms, minSeats: 1 } }],
    ['no seats at all', { group: undefined }],
    ['seats of what is no group', { kind: 'single' as const }],
    ['asking its coach', { bookingMode: 'request' as const }],
  ])('is refused with %s', async (_, details) => {
    const { caller } = await t.coach()
    await expect(t.call(createOffer, { body: groupBody(details) }, { as: caller })).rejects.toSatisfy(invalidRequest.is)
  })

  it('stays a group, and is in no package', async () => {
    const { caller, group, offer } = await groupCoach()
    for (const [id, kind] of [
      [group.id, 'single'],
      [offer.id, 'group'],
    ] as const)
      await expect(t.call(updateOffer, { params: { id }, body: { kind } }, { as: caller })).rejects.toSatisfy(
        invalidRequest.is,
      )
    const packageBody = { singleOfferId: group.id, sessions: 3, discountPercent: 10 }
    await expect(t.call(createPackageOffer, { body: packageBody }, { as: caller })).rejects.toSatisfy(notSingle.is)
  })
})

describe('a group date', () => {
  it('may be outside the hours, and takes the time of every other offer', async () => {
    const coach = await groupCoach()
    const [evening, noon] = [at('2027-03-06T20:05'), at('2027-03-06T12:00')]
    expect(await setDate(coach, evening)).toMatchObject({
      startsAt: evening,
      decidesAt: at('2027-03-05T20:05'),
      state: 'open',
      booked: 0,
      bookingId: null,
    })
    await setDate(coach, noon)
    const singles = (await slotsOf(coach, coach.offer)).map(({ startsAt }) => startsAt)
    expect(singles).toContain(at('2027-03-06T10:30'))
    expect(singles).not.toContain(at('2027-03-06T12:00'))
    expect(singles).not.toContain(at('2027-03-06T11:30'))
    expect(await reasonOf(quote(coach.offer, noon))).toBe('busy')
    const range = { from: at('2027-03-06T00:00'), to: at('2027-03-07T00:00') }
    const { taken, free } = await t.call(getCalendar, { query: range }, { as: coach.caller })
    expect(taken.map(({ source, startsAt }) => ({ source, startsAt }))).toEqual([
      { source: 'group', startsAt: noon },
      { source: 'group', startsAt: evening },
    ])
    expect(free.find(({ offerId }) => offerId === coach.group.id)?.startsAt).toEqual([noon, evening])
  })

  it.each([
    ['where a session is', 'busy', at('2027-03-08T10:30')],
    ['where another date is', 'busy', at('2027-03-07T12:30')],
    ['whose cut-off is over', 'too-soon', at('2027-03-02T11:00')],
    ['beyond the horizon', 'beyond-horizon', at('2027-06-01T10:00')],
    ['off the five minutes', 'off-grid', at('2027-03-09T10:02')],
  ])('is refused %s', async (_, reason, startsAt) => {
    const coach = await groupCoach()
    await t.booking(bookingHeld, coach, { startsAt: at('2027-03-08T10:00'), state: 'confirmed' })
    await setDate(coach, at('2027-03-07T12:00'))
    expect(await reasonOf(setDate(coach, startsAt))).toBe(reason)
  })

  it('is for a group that is on sale, of the coach’s own, twenty at most', async () => {
    const coach = await groupCoach({ durationMinutes: 15 })
    const single = { ...coach, group: coach.offer }
    await expect(setDate(single, at('2027-03-06T12:00'))).rejects.toSatisfy(notGroup.is)
    await expect(setDate({ ...coach, caller: aCoach() }, at('2027-03-06T12:00'))).rejects.toSatisfy(offerNotFound.is)
    for (let i = 0; i < 20; i++) await setDate(coach, at(`2027-03-${10 + i}T12:00`))
    await expect(setDate(coach, at('2027-03-06T12:00'))).rejects.toSatisfy(tooManyDates.is)
  })

  it('can be taken back while no seat is taken, and session-service hears of it', async () => {
    const coach = await groupCoach()
    const [empty, sold] = [await setDate(coach, at('2027-03-06T12:00')), await setDate(coach, at('2027-03-07T12:00'))]
    await paidSeat(coach, sold)
    const remove = ({ id }: GroupDate, as = coach.caller) => t.call(removeGroupDate, { params: { id } }, { as })
    await expect(remove(empty, aCoach())).rejects.toSatisfy(groupDateNotFound.is)
    await expect(remove(sold)).rejects.toSatisfy(dateHasSeats.is)
    await remove(empty)
    await remove(empty)
    expect((await t.emitted(groupDateRemoved)).filter(({ coachId }) => coachId === coach.id)).toHaveLength(1)
    expect((await datesOf(coach)).map(({ id }) => id)).toEqual([sold.id])
    expect(await reasonOf(quote(coach.group, empty.startsAt))).toBe('outside-hours')
    expect(await reasonOf(quote(coach.offer, empty.startsAt))).toBe('ok')
  })
})

describe('the seats of a group date', () => {
  it('are listed while one is left, with how the group stands, and quoted with its facts', async () => {
    const coach = await groupCoach()
    const date = await setDate(coach, at('2027-03-06T12:00'))
    for (let i = 0; i < 3; i++) await paidSeat(coach, date)
    const held = await seat(coach, date)
    expect(await slotsOf(coach, coach.group)).toEqual([])
    await t.deliver(bookingCancelled, { ...held, state: 'cancelled', sequence: 1 })
    const { startsAt, endsAt, decidesAt } = date
    const standing = { minSeats: 3, maxSeats: 4, decidesAt, state: 'open', booked: 3, taken: 3 }
    expect(await slotsOf(coach, coach.group)).toEqual([{ startsAt, endsAt, group: standing }])
    expect(await quote(coach.group, startsAt)).toMatchObject({
      kind: 'group',
      price: { amount: 1200 },
      group: { id: date.id, minSeats: 3, maxSeats: 4, decidesAt },
    })
    const query = { offerId: coach.group.id, startsAt }
    expect((await t.call(explainSlot, { query }, { as: coach.caller })).offered).toBe(true)
  })

  it('stay as they were set when the offer changes', async () => {
    const coach = await groupCoach()
    const { startsAt, endsAt } = await setDate(coach, at('2027-03-06T12:00'))
    const body = { durationMinutes: 90, group: { minSeats: 2, maxSeats: 2, cutoffHours: 12 } }
    await t.call(updateOffer, { params: { id: coach.group.id }, body }, { as: coach.caller })
    expect(await quote(coach.group, startsAt)).toMatchObject({
      endsAt,
      durationMinutes: 60,
      group: { minSeats: 3, maxSeats: 4 },
    })
  })

  it('are no bookings outside the hours, whatever hours are saved', async () => {
    const coach = await groupCoach()
    await paidSeat(coach, await setDate(coach, at('2027-03-06T20:00')))
    const body = { zone: 'UTC', weekly: daily('09:00', '12:00') }
    const { bookingsOutside } = await t.call(saveAvailability, { body }, { as: coach.caller })
    expect(bookingsOutside).toEqual([])
  })

  it('are not listed when a session came before them', async () => {
    const coach = await groupCoach()
    const { startsAt } = await setDate(coach, at('2027-03-06T12:00'))
    await t.booking(bookingConfirmed, coach, { startsAt, state: 'confirmed' })
    expect(await slotsOf(coach, coach.group)).toEqual([])
  })

  it('count for search: a coach is found by their dates, and shown by them when nothing else is free', async () => {
    const coach = await groupCoach()
    const night = at('2027-03-06T22:00')
    const found = async () => {
      const query = { freeFrom: night, freeTo: at('2027-03-06T23:00'), limit: 100 }
      return (await t.call(searchCoaches, { query })).items.find(({ id }) => id === coach.id)
    }
    expect(await found()).toBeUndefined()
    const date = await setDate(coach, night)
    expect(await found()).toMatchObject({
      nextSlotsOfferId: coach.group.id,
      nextSlotsOfferKind: 'group',
      fromPrice: { amount: 1200 },
      nextSlots: [{ startsAt: night }],
    })
    const { nextSlotsOfferId, fromPrice } = await t.call(getCoach, { params: { id: coach.id } })
    expect({ nextSlotsOfferId, fromPrice }).toMatchObject({
      nextSlotsOfferId: coach.offer.id,
      fromPrice: { amount: 3000 },
    })
    await decided(coach, date, 'off')
    expect(await found()).toBeUndefined()
  })
})

describe('the cut-off of a group date', () => {
  it('ends the sale, and what nobody booked takes no time any more', async () => {
    const coach = await groupCoach()
    const [empty, sold, on] = [
      await setDate(coach, at('2027-03-03T10:00')),
      await setDate(coach, at('2027-03-03T12:00')),
      await setDate(coach, at('2027-03-03T14:00')),
    ]
    await paidSeat(coach, sold)
    await paidSeat(coach, on)
    await t.clock.set(at('2027-03-02T15:00'))
    await decided(coach, on, 'on')
    expect((await slotsOf(coach, coach.group)).map(({ startsAt }) => startsAt)).toEqual([on.startsAt])
    const reasons = [empty, sold, on].map(({ startsAt }) => reasonOf(quote(coach.group, startsAt)))
    expect(await Promise.all(reasons)).toEqual(['too-soon', 'too-soon', 'ok'])
    const singles = [empty, sold, on].map(({ startsAt }) => reasonOf(quote(coach.offer, startsAt)))
    expect(await Promise.all(singles)).toEqual(['ok', 'busy', 'busy'])
    await decided(coach, sold, 'off')
    expect(await reasonOf(quote(coach.offer, sold.startsAt))).toBe('ok')
    expect((await datesOf(coach)).map(({ state }) => state)).toEqual(['open', 'off', 'on'])
    await t.clock.set(at('2027-03-03T12:30'))
    expect(await reasonOf(quote(coach.group, on.startsAt))).toBe('too-soon')
  })
})
