import {
  type BookingRecord,
  bookingAccepted,
  bookingCancelled,
  bookingDeclined,
  bookingExpired,
  bookingUnfulfilled,
  holdExpired,
} from '@ecc/contracts/bookings'
import {
  alreadyPaid,
  getBookingPayment,
  paymentAuthorized,
  paymentCaptured,
  paymentLapsed,
} from '@ecc/contracts/payments'
import type { Caller } from '@ecc/kit'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { balanceOf, escrow } from './ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.clearFaults()
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0 })
})

interface Asked {
  player: Caller
  booking: BookingRecord
}
const held = (): Asked => {
  const player = aPlayer()
  return { player, booking: t.booking({ playerId: player.userId, bookingMode: 'request' }) }
}
/** A request whose price is authorised. */
async function asked(): Promise<Asked> {
  const { player, booking } = held()
  await t.pay(player, booking)
  return { player, booking: t.bookingNow(booking.id) }
}
const tell = (event: typeof bookingAccepted, { booking }: Asked, state: BookingRecord['state']) =>
  t.deliver(event, t.booking({ ...booking, state }), { aggregateId: booking.id })
const accept = async (one: Asked) => {
  const request = {
    ...(one.booking.request as NonNullable<BookingRecord['request']>),
    acceptedAt: t.clock.now().toISOString(),
  }
  await tell(bookingAccepted, { ...one, booking: { ...one.booking, request } }, 'accepted')
}
const told = async (event: typeof paymentCaptured, { booking }: Asked) =>
  (await t.emitted(event)).filter(({ bookingId }) => bookingId === booking.id).length
const stateOf = async ({ player, booking }: Asked) =>
  (await t.call(getBookingPayment, { params: { id: booking.id } }, { as: player })).state
const inEscrow = ({ booking }: Asked) => balanceOf(t.sql, escrow(booking.id), 'EUR')
const captured = async ({ booking }: Asked) => {
  const { data } = await t.resources.stripe.charges.list({ transfer_group: booking.id, limit: 10 })
  return data.reduce((sum, charge) => sum + charge.amount_captured, 0)
}

describe('paying for a request', () => {
  it('authorises the price, asks the coach, and posts nothing', async () => {
    const one = held()
    expect(await t.pay(one.player, one.booking)).toMatchObject({
      state: 'authorized',
      failure: null,
      nextActionUrl: null,
    })
    expect(t.bookingNow(one.booking.id)).toMatchObject({ state: 'requested' })
    expect(await told(paymentAuthorized, one)).toBe(1)
    expect(await told(paymentCaptured, one)).toBe(0)
    expect([await captured(one), await inEscrow(one)]).toEqual([0, 0])
  })

  it('asks for 3-D Secure as for any card, and is heard of by webhook', async () => {
    const one = held()
    const challenge = await t.pay(one.player, one.booking, 'pm_card_authenticationRequired')
    expect(challenge).toMatchObject({ state: 'requires_action' })
    await t.press(challenge.nextActionUrl as string, 'complete')
    await t.quiet()
    expect(await stateOf(one)).toBe('authorized')
    expect(await told(paymentAuthorized, one)).toBe(1)
  })

  it('is not done twice', async () => {
    const one = await asked()
    await expect(t.pay(one.player, one.booking)).rejects.toSatisfy(alreadyPaid.is)
    t.booking({ ...one.booking, state: 'held' })
    await expect(t.pay(one.player, one.booking)).rejects.toSatisfy(alreadyPaid.is)
  })

  it('keeps an authorisation whose answer was lost', async () => {
    const one = held()
    await t.fault('lost_reply', { path: '/v1/payment_intents/*/confirm' }, 3)
    await t.pay(one.player, one.booking).catch(() => undefined)
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    await t.quiet()
    expect(await stateOf(one)).toBe('authorized')
    expect(await told(paymentAuthorized, one)).toBe(1)
  })

  it('is let go of when the hold was over by then', async () => {
    const one = held()
    const challenge = await t.pay(one.player, one.booking, 'pm_card_authenticationRequired')
    await t.fault('outage', { path: '/v1/payment_intents/*/cancel' })
    await tell(bookingExpired, one, 'expired')
    await t.press(challenge.nextActionUrl as string, 'complete')
    await t.quiet()
    expect(await told(paymentAuthorized, one)).toBe(0)
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    await t.quiet()
    expect(await captured(one)).toBe(0)
    expect(await stateOf(one)).toBe('failed')
    await expect(t.pay(one.player, one.booking)).rejects.toSatisfy(holdExpired.is)
  })
})

describe('a request that is accepted', () => {
  it('is captured into escrow once, however often it is told', async () => {
    const one = await asked()
    await accept(one)
    await accept(one)
    await t.quiet()
    expect(await stateOf(one)).toBe('succeeded')
    expect([await captured(one), await inEscrow(one)]).toEqual([10_000, 10_000])
    expect(await told(paymentCaptured, one)).toBe(1)
  })

  it.each(['outage', 'lost_reply'])('is captured once when the provider has an %s first', async (fault) => {
    const one = await asked()
    await t.fault(fault, { path: '/v1/payment_intents/*/capture' })
    await accept(one)
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    await t.quiet()
    expect(await stateOf(one)).toBe('succeeded')
    expect([await captured(one), await inEscrow(one)]).toEqual([10_000, 10_000])
    expect(await told(paymentCaptured, one)).toBe(1)
  })

  it('and whose authorisation is gone is not captured, and the others are told', async () => {
    const one = await asked()
    await t.sim('/webhooks', { mode: 'paused' })
    await t.sim('/clock', { advanceSeconds: 8 * 86_400 })
    await accept(one)
    await t.sim('/webhooks', { mode: 'normal' })
    await t.quiet()
    expect(await stateOf(one)).toBe('cancelled')
    expect([await captured(one), await inEscrow(one)]).toEqual([0, 0])
    expect(await told(paymentLapsed, one)).toBe(1)
  })

  it('and ended before the provider answered is not captured any more', async () => {
    const one = await asked()
    await t.fault('outage', { path: '/v1/payment_intents/*/capture' })
    await accept(one)
    await tell(bookingExpired, one, 'expired')
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    await t.quiet()
    expect(await stateOf(one)).toBe('cancelled')
    expect(await captured(one)).toBe(0)
    expect(await told(paymentLapsed, one)).toBe(0)
  })

  it('and captured after it had ended is sent back in full', async () => {
    const one = await asked()
    await accept(one)
    await t.quiet()
    await tell(bookingUnfulfilled, one, 'expired')
    await t.quiet()
    expect(await stateOf(one)).toBe('refunded')
    expect(await inEscrow(one)).toBe(0)
  })
})

describe('a request that comes to nothing', () => {
  it.each([
    ['declined', bookingDeclined],
    ['expired', bookingExpired],
    ['cancelled', bookingCancelled],
  ] as const)('because it is %s costs nobody anything, and its authorisation is let go of', async (state, event) => {
    const one = await asked()
    await tell(event, one, state)
    await t.quiet()
    expect(await stateOf(one)).toBe('cancelled')
    expect([await captured(one), await inEscrow(one)]).toEqual([0, 0])
    expect(await told(paymentLapsed, one)).toBe(0)
    const { data } = await t.resources.stripe.charges.list({ transfer_group: one.booking.id, limit: 10 })
    expect(data.map(({ refunded }) => refunded)).toEqual([true])
  })

  it('because its authorisation lapsed is told to the others by webhook', async () => {
    const one = await asked()
    await t.sim('/clock', { advanceSeconds: 8 * 86_400 })
    await t.quiet()
    expect(await stateOf(one)).toBe('cancelled')
    expect(await told(paymentLapsed, one)).toBe(1)
  })
})
