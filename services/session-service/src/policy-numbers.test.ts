import { tooManyTrials } from '@ecc/contracts/bookings'
import { buyPackage, getPackage, tooManyPackages } from '@ecc/contracts/packages'
import { paymentAuthorized, paymentCaptured } from '@ecc/contracts/payments'
import { defaultPolicy, getPolicy, type PolicyValues, savePolicy } from '@ecc/contracts/policies'
import { acceptReschedule, notReschedulable, proposeReschedule } from '@ecc/contracts/reschedules'
import { createSeries, quoteSeries, seriesTooLong } from '@ecc/contracts/series'
import { joinWaitingList, tooManyWaits } from '@ecc/contracts/waiting-list'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sweepWaitingList } from './sweep-waiting-list.ts'
import { at, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeEach(async () => {
  t = await sessionService()
})
afterEach(() => t.close())

/** Puts other numbers in force. */
async function inForce(numbers: Partial<PolicyValues>): Promise<void> {
  const { version } = await t.call(getPolicy)
  const body = { basedOn: version, values: { ...defaultPolicy, ...numbers }, note: 'for a test' }
  await t.call(savePolicy, { body }, { as: anAdmin() })
}

const minutesBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 60_000)

it('a session is moved as often as the version it was sold under says, and answered in its time', async () => {
  const [player, coach] = [aPlayer(), aCoach()]
  const offer = t.offer({ coachId: coach.userId })
  const startsAt = at('2027-03-06T10:00')
  const sold = await t.confirm(player, { offer, startsAt })
  await inForce({ movesPerSide: 3, moveAnswerHours: 5 })
  const later = await t.confirm(player, { offer, startsAt: at('2027-03-06T12:00') })
  const move = async (id: string, to: string) => {
    const { reschedule } = await t.call(proposeReschedule, { params: { id }, body: { startsAt: to } }, { as: player })
    await t.call(acceptReschedule, { params: { id }, body: { startsAt: to } }, { as: coach })
    return minutesBetween(t.clock.now().toISOString(), reschedule?.expiresAt as string)
  }
  const hours = ['10', '12', '14'].map((hour) => at(`2027-03-07T${hour}:00`))
  for (const to of hours.slice(0, 2)) expect(await move(sold.id, to)).toBe(24 * 60)
  await expect(move(sold.id, hours[2] as string)).rejects.toSatisfy(notReschedulable.is)
  const others = ['10', '12', '14'].map((hour) => at(`2027-03-08T${hour}:00`))
  for (const to of others) expect(await move(later.id, to)).toBe(5 * 60)
  await expect(move(later.id, at('2027-03-09T10:00'))).rejects.toSatisfy(notReschedulable.is)
})

it('a proposal lapses so long before the old start as the policy says', async () => {
  await inForce({ moveAnsweredBeforeMinutes: 300 })
  const [player, coach] = [aPlayer(), aCoach()]
  const startsAt = at('2027-03-02T10:00')
  const { id } = await t.confirm(player, { offer: t.offer({ coachId: coach.userId }), startsAt })
  const body = { startsAt: at('2027-03-05T10:00') }
  const { reschedule } = await t.call(proposeReschedule, { params: { id }, body }, { as: coach })
  expect(reschedule?.expiresAt).toBe(at('2027-03-02T05:00'))
})

it('a request waits for its answer as long as the version it was held under says', async () => {
  const player = aPlayer()
  const offer = t.offer({ bookingMode: 'request' })
  const held = await t.hold(player, { offer, startsAt: at('2027-03-06T10:00') })
  await inForce({ requestAnswerHours: 6, requestAnsweredBeforeMinutes: 90 })
  await t.deliver(paymentAuthorized, t.paymentOf(held), { aggregateId: held.id })
  const { request } = await t.ask(player, { offer, startsAt: at('2027-03-07T10:00') })
  const near = await t.ask(aPlayer(), { offer, startsAt: at('2027-03-01T15:00') })
  const [{ until } = { until: '' }] = await t.sql<{ until: string }>`
    select request_expires_at as until from bookings where id = ${held.id}`
  expect(minutesBetween(t.clock.now().toISOString(), until)).toBe(24 * 60)
  expect(minutesBetween(t.clock.now().toISOString(), request?.expiresAt as string)).toBe(6 * 60)
  expect(near.request?.expiresAt).toBe(at('2027-03-01T13:30'))
})

it('trials are as many in as many days as the policy says', async () => {
  await inForce({ trialsPerPlayer: 1, trialDays: 2 })
  const player = aPlayer()
  const trial = (startsAt: string) =>
    t.confirm(player, { offer: t.offer({ kind: 'trial', durationMinutes: 30 }), startsAt })
  await trial(at('2027-03-05T10:00'))
  await expect(trial(at('2027-03-05T12:00'))).rejects.toSatisfy(tooManyTrials.is)
  await t.clock.advance({ hours: 49 })
  await expect(trial(at('2027-03-06T12:00'))).resolves.toMatchObject({ kind: 'trial' })
})

it('a package is valid for the days it was ordered under, and so many can be unpaid', async () => {
  const player = aPlayer()
  const { offerId, ...terms } = t.packageOffer()
  const order = await t.call(buyPackage, { body: { offerId } }, { as: player })
  await inForce({ packageDays: 30, packageOrdersPerPlayer: 1 })
  await expect(t.call(buyPackage, { body: { offerId } }, { as: player })).rejects.toSatisfy(tooManyPackages.is)
  const paid = { orderId: order.id, orderKind: 'package' as const, bookingId: null, playerId: player.userId }
  const captured = { ...paid, paymentId: anId(), coachId: terms.coachId, amount: terms.price }
  await t.deliver(paymentCaptured, captured, { aggregateId: order.id })
  const first = await t.call(getPackage, { params: { id: order.id } }, { as: player })
  const second = await t.bought(player)
  expect(minutesBetween(first.paidAt as string, first.validUntil as string)).toBe(90 * 24 * 60)
  expect(minutesBetween(second.paidAt as string, second.validUntil as string)).toBe(30 * 24 * 60)
})

it('a series has as many dates as the policy says', async () => {
  await inForce({ seriesDates: 2 })
  const startsAt = ['02', '09', '16'].map((day) => at(`2027-03-${day}T10:00`))
  const { offerId } = t.offer()
  const as = aPlayer()
  await expect(t.call(createSeries, { body: { offerId, startsAt } }, { as })).rejects.toSatisfy(seriesTooLong.is)
  const rule = { offerId, startsAt: startsAt[0] as string, count: 3, everyWeeks: 1 }
  await expect(t.call(quoteSeries, { body: rule }, { as })).rejects.toSatisfy(seriesTooLong.is)
  const two = await t.call(createSeries, { body: { offerId, startsAt: startsAt.slice(0, 2) } }, { as })
  expect(two.bookings).toHaveLength(2)
})

it('a player waits for as many days as the policy says, and what comes free is held for its minutes', async () => {
  await inForce({ waitingDaysPerPlayer: 1, waitingHoldMinutes: 25 })
  const offer = t.offer()
  t.open(offer, [])
  const player = aPlayer()
  const wait = (day: string, next: string) => {
    const when = { from: at(`2027-03-${day}T00:00`), to: at(`2027-03-${next}T00:00`) }
    return t.call(
      joinWaitingList,
      { body: { coachId: offer.coachId, offerId: offer.offerId, ...when } },
      { as: player },
    )
  }
  await wait('02', '03')
  await expect(wait('03', '04')).rejects.toSatisfy(tooManyWaits.is)
  t.open(offer, [at('2027-03-02T10:00')])
  await sweepWaitingList.run({}, t.ctx)
  await t.settle()
  const [held] = await t.sql<{ createdAt: string; holdExpiresAt: string }>`
    select created_at, hold_expires_at from bookings where player_id = ${player.userId}`
  expect(minutesBetween(held?.createdAt as string, held?.holdExpiresAt as string)).toBe(25)
})
