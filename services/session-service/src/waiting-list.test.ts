import { bookingHeld, cancelBooking, getBookingRecord, ownOffer } from '@ecc/contracts/bookings'
import { paymentAuthorized, paymentCaptured } from '@ecc/contracts/payments'
import { acceptRequest } from '@ecc/contracts/requests'
import {
  dayNotBookable,
  joinWaitingList,
  leaveWaitingList,
  listWaiting,
  timesAreFree,
  tooManyWaits,
  waitingNotFound,
  waitingOffered,
} from '@ecc/contracts/waiting-list'
import type { Caller } from '@ecc/kit'
import { aCoach, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweepWaitingList } from './sweep-waiting-list.ts'
import { at, sessionService, type TestedSessions } from './testing.ts'

const day = { from: at('2027-03-02T00:00'), to: at('2027-03-03T00:00') }
const start = at('2027-03-02T10:00')

let t: TestedSessions
beforeEach(async () => {
  t = await sessionService()
})
afterEach(() => t.close())

type Offer = ReturnType<TestedSessions['offer']>
const wait = (player: Caller, { coachId, offerId }: Offer, when = day) =>
  t.call(joinWaitingList, { body: { coachId, offerId, ...when } }, { as: player })
const waits = async (player: Caller) => (await t.call(listWaiting, {}, { as: player })).items
const stateOf = async (id: string) => (await t.call(getBookingRecord, { params: { id } })).state

const sweep = async () => {
  await sweepWaitingList.run({}, t.ctx)
  await t.settle()
}

/** A day whose only time is booked, by someone who can cancel. */
async function fullDay() {
  const offer = t.offer()
  t.open(offer, [start])
  const holder = aPlayer()
  const booking = await t.confirm(holder, { offer, startsAt: start })
  const giveUp = () => t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: holder })
  return { offer, giveUp }
}

describe('POST /waiting-list', () => {
  it('takes a place behind those who came before', async () => {
    const { offer } = await fullDay()
    expect(await wait(aPlayer(), offer)).toMatchObject({ state: 'waiting', ahead: 0, offer: null })
    const second = aPlayer()
    expect(await wait(second, offer)).toMatchObject({ ahead: 1 })
    expect(await waits(second)).toMatchObject([{ offerId: offer.offerId, ...day, ahead: 1 }])
  })

  it('answers the place already taken when asked again, also at the same moment', async () => {
    const { offer } = await fullDay()
    const player = aPlayer()
    const [first, second] = await Promise.all([wait(player, offer), wait(player, offer)])
    expect(second.id).toBe(first.id)
    expect(await waits(player)).toHaveLength(1)
  })

  it('refuses while there is a free time on that day', async () => {
    const offer = t.offer()
    t.open(offer, [start])
    await expect(wait(aPlayer(), offer)).rejects.toSatisfy(timesAreFree.is)
  })

  it.each([
    ['a day that is over', { from: at('2027-02-27T00:00'), to: at('2027-02-28T00:00') }],
    ['more than a day', { from: day.from, to: at('2027-03-03T03:00') }],
    ['an end before its start', { from: day.to, to: day.from }],
  ])('refuses %s', async (_, when) => {
    const { offer } = await fullDay()
    await expect(wait(aPlayer(), offer, when)).rejects.toSatisfy(dayNotBookable.is)
  })

  it('refuses coaches their own day', async () => {
    const coach = aCoach()
    const offer = t.offer({ coachId: coach.userId })
    t.open(offer, [])
    await expect(wait(coach, offer)).rejects.toSatisfy(ownOffer.is)
  })

  it('refuses an eleventh day', async () => {
    const player = aPlayer()
    for (let i = 0; i < 10; i++) await wait(player, t.open(t.offer(), []))
    await expect(wait(player, t.open(t.offer(), []))).rejects.toSatisfy(tooManyWaits.is)
  })
})

describe('a time that comes free', () => {
  it('is held for 15 minutes for the one who waits longest, and they are told', async () => {
    const { offer, giveUp } = await fullDay()
    const [first, second] = [aPlayer(), aPlayer()]
    await wait(first, offer)
    await wait(second, offer)
    await giveUp()
    await t.settle()
    const [offered] = await t.emitted(waitingOffered)
    expect(offered?.booking).toMatchObject({ playerId: first.userId, state: 'held', startsAt: start })
    expect(await waits(first)).toMatchObject([{ state: 'offered', offer: { startsAt: start } }])
    expect(await waits(second)).toMatchObject([{ state: 'waiting', ahead: 0 }])
    expect((await t.emitted(bookingHeld)).at(-1)?.id).toBe(offered?.booking.id)
  })

  it('is held at once, also before coach-service lists it as free', async () => {
    const { offer, giveUp } = await fullDay()
    const player = aPlayer()
    await wait(player, offer)
    t.hideFreeTimes()
    await giveUp()
    await t.settle()
    expect(await waits(player)).toMatchObject([{ state: 'offered', offer: { startsAt: start } }])
  })

  it('goes to the next when it is not paid for, and the first is off the list', async () => {
    const { offer, giveUp } = await fullDay()
    const [first, second] = [aPlayer(), aPlayer()]
    await wait(first, offer)
    await t.clock.advance({ minutes: 1 })
    await wait(second, offer)
    await giveUp()
    await t.settle()
    await t.clock.advance({ minutes: 16 })
    expect((await t.emitted(waitingOffered)).map(({ booking }) => booking.playerId)).toEqual([
      first.userId,
      second.userId,
    ])
    expect(await waits(first)).toEqual([])
    expect(await waits(second)).toMatchObject([{ state: 'offered' }])
  })

  it('ends the wait of the one who pays for it', async () => {
    const { offer, giveUp } = await fullDay()
    const player = aPlayer()
    await wait(player, offer)
    await giveUp()
    await t.settle()
    const [place] = await waits(player)
    const bookingId = place?.offer?.bookingId as string
    const about = { playerId: player.userId, coachId: offer.coachId, amount: offer.price }
    const order = { orderId: bookingId, orderKind: 'booking', bookingId } as const
    await t.deliver(paymentCaptured, { paymentId: anId(), ...order, ...about })
    await t.settle()
    expect(await stateOf(bookingId)).toBe('confirmed')
    expect(await waits(player)).toEqual([])
  })

  it('ends the wait of the one who asks for it, and the time is offered to the next', async () => {
    const coach = aCoach()
    const offer = t.open(t.offer({ coachId: coach.userId, bookingMode: 'request' }), [start])
    const [holder, first, second] = [aPlayer(), aPlayer(), aPlayer()]
    const booking = await t.ask(holder, { offer, startsAt: start })
    const about = { params: { id: booking.id }, body: {} }
    await t.call(acceptRequest, about, { as: coach })
    await t.deliver(paymentCaptured, t.paymentOf(booking), { aggregateId: booking.id })
    for (const player of [first, second]) await wait(player, offer)
    await t.call(cancelBooking, about, { as: holder })
    await t.settle()
    const [offered] = await t.emitted(waitingOffered)
    if (!offered) throw new Error('nothing was offered')
    await t.deliver(paymentAuthorized, t.paymentOf(offered.booking), { aggregateId: offered.booking.id })
    await t.settle()
    expect(await stateOf(offered.booking.id)).toBe('requested')
    expect(await waits(first)).toEqual([])
    expect(await waits(second)).toMatchObject([{ state: 'offered', offer: { startsAt: start } }])
  })

  it('goes to the next in line while the first has asked for as much as a player may', async () => {
    const coach = aCoach()
    const offer = t.open(t.offer({ coachId: coach.userId, bookingMode: 'request' }), [start])
    const [holder, first, second] = [aPlayer(), aPlayer(), aPlayer()]
    const booking = await t.ask(holder, { offer, startsAt: start })
    await t.call(acceptRequest, { params: { id: booking.id }, body: {} }, { as: coach })
    await t.deliver(paymentCaptured, t.paymentOf(booking), { aggregateId: booking.id })
    for (const player of [first, second]) await wait(player, offer)
    for (const hour of ['08', '10', '12', '14', '16']) await t.ask(first, { startsAt: at(`2027-03-05T${hour}:00`) })
    await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: holder })
    await t.settle()
    expect(await waits(first)).toMatchObject([{ state: 'waiting' }])
    expect(await waits(second)).toMatchObject([{ state: 'offered' }])
  })

  it('goes to the next in line while the first has another session then', async () => {
    const { offer, giveUp } = await fullDay()
    const [busy, free] = [aPlayer(), aPlayer()]
    await t.confirm(busy, { startsAt: start })
    await wait(busy, offer)
    await wait(free, offer)
    await giveUp()
    await t.settle()
    expect(await waits(busy)).toMatchObject([{ state: 'waiting' }])
    expect(await waits(free)).toMatchObject([{ state: 'offered' }])
  })

  it('is offered once, however many looks are under way', async () => {
    const { offer, giveUp } = await fullDay()
    const players = [aPlayer(), aPlayer(), aPlayer()]
    for (const player of players) await wait(player, offer)
    await Promise.all([giveUp(), sweep(), sweep()])
    await t.settle()
    expect(await t.emitted(waitingOffered)).toHaveLength(1)
  })

  it('is found by the next sweep when the coach opened new hours', async () => {
    const { offer } = await fullDay()
    const player = aPlayer()
    await wait(player, offer)
    t.open(offer, [start, at('2027-03-02T15:00')])
    await sweep()
    expect(await waits(player)).toMatchObject([{ offer: { startsAt: at('2027-03-02T15:00') } }])
  })
})

describe('the end of a wait', () => {
  it('comes by itself when the day is over', async () => {
    const { offer } = await fullDay()
    const player = aPlayer()
    await wait(player, offer)
    t.skipTime(37 * 60)
    await sweep()
    expect(await waits(player)).toEqual([])
  })

  it('comes when the player leaves, and leaving twice is the same', async () => {
    const { offer, giveUp } = await fullDay()
    const player = aPlayer()
    const { id } = await wait(player, offer)
    for (let i = 0; i < 2; i++) await t.call(leaveWaitingList, { params: { id } }, { as: player })
    await giveUp()
    await t.settle()
    expect(await t.emitted(waitingOffered)).toEqual([])
  })

  it('cannot be brought about by others', async () => {
    const { offer } = await fullDay()
    const { id } = await wait(aPlayer(), offer)
    const attempt = t.call(leaveWaitingList, { params: { id } }, { as: aPlayer() })
    await expect(attempt).rejects.toSatisfy(waitingNotFound.is)
  })
})
