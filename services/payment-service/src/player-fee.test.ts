/** What players pay on top of a price: charged and held with it, earned when the money is shared out, back with what goes back. */
import { playerCredited } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingCancelled,
  bookingConfirmed,
  bookingReleased,
  bookingResolved,
} from '@ecc/contracts/bookings'
import { getEarnings } from '@ecc/contracts/earnings'
import { quoteOrder } from '@ecc/contracts/order-quotes'
import { packageEnded, packageSessionReturned } from '@ecc/contracts/packages'
import { payBooking, paymentCaptured, payOrder } from '@ecc/contracts/payments'
import { backOf, type PriceQuote, paidOf, promotionOf, type QuotePart, splitQuote } from '@ecc/contracts/price-quote'
import { createOwnPromoCode, createPromoCode } from '@ecc/contracts/promo-codes'
import { getReceipt } from '@ecc/contracts/receipts'
import { aBookingRecord } from '@ecc/contracts/samples'
import { getCoachStatement, getPlayerStatement } from '@ecc/contracts/statements'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Account, balanceOf, coachPayable, defectsOf, escrow, playerCredit } from './ledger.ts'
import { shareOut } from './payment.ts'
import { packageOf, paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
beforeEach(() => {
  t.policy.playerFeeBasisPoints = 250
})
afterEach(async () => {
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0 })
  expect(await defectsOf(t.sql)).toEqual([])
})

const eur = (amount: number) => ({ amount, currency: 'EUR' as const })
const balance = (account: Account) => balanceOf(t.sql, account, 'EUR')
const heldFor = (id: string) => balance(escrow(id))

/** What an account has more after it than before. */
async function change(account: Account, what: () => Promise<unknown>): Promise<number> {
  const before = await balance(account)
  await what()
  await t.quiet()
  return (await balance(account)) - before
}

/** A booking by itself, paid, as session-service tells of it from then on. */
async function paid(
  price: number,
  body: { promoCode?: string; useCredit?: boolean } = {},
  by = aPlayer(),
  coach = aCoach(),
) {
  const { id } = t.booking({ playerId: by.userId, coachId: coach.userId, price: eur(price) })
  const request = { paymentMethodId: 'pm_card_visa', ...body }
  const payment = await t.call(payBooking, { params: { id }, body: request }, { as: by })
  return { booking: noted(t.bookingNow(id), payment.quote), payment, player: by, coach }
}

/** A booking with what its player paid of it. */
function noted(booking: BookingRecord, quote: PriceQuote): BookingRecord {
  const { discount, bearer, credit, fee } = quote
  return { ...booking, price: eur(paidOf(quote)), funds: { discount, bearer, credit, fee } }
}

/** The same of a session of a package or a series. */
function part(
  of: Pick<BookingRecord, 'orderId' | 'orderKind' | 'coachId'>,
  { paid: amount, discount, bearer, fee }: QuotePart,
): BookingRecord {
  return { ...aBookingRecord(of), price: eur(amount), funds: { discount, bearer, credit: 0, fee } }
}

/** Cancelled, with the share of what was paid that session-service decides. */
function cancelled(booking: BookingRecord, percent: number): BookingRecord {
  const fee = booking.funds?.fee ?? 0
  const back = backOf({ paid: booking.price.amount, fee }, percent, 100)
  const cancellation = {
    by: 'player' as const,
    reason: null,
    at: t.clock.now().toISOString(),
    refund: eur(back.amount),
  }
  const funds = { discount: 0, bearer: null, credit: 0, ...booking.funds, feeBack: back.fee }
  return { ...booking, state: 'cancelled', cancellation, funds }
}
const cancel = (booking: BookingRecord, percent: number) =>
  t.deliver(bookingCancelled, cancelled(booking, percent), { aggregateId: booking.id })
const release = (booking: BookingRecord) =>
  t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })

async function withCredit(amount: number): Promise<Caller> {
  const player = aPlayer()
  const fact = { bookingId: anId(), playerId: player.userId, coachId: anId(), amount: eur(amount) }
  await t.deliver(playerCredited, fact, { aggregateId: fact.bookingId })
  return player
}

let codes = 0
async function code(bearer: 'platform' | 'coach', percent: number, coach: Caller): Promise<string> {
  const body = { code: `FEE-${++codes}`, percent }
  const made =
    bearer === 'platform'
      ? await t.call(createPromoCode, { body }, { as: anAdmin() })
      : await t.call(createOwnPromoCode, { body }, { as: coach })
  return made.code
}

describe('a player fee', () => {
  it('is a line of the quote, of the charge, of what is held, of the receipt and of what others are told', async () => {
    const player = aPlayer()
    const { id } = t.booking({ playerId: player.userId, price: eur(4_501) })
    const quote = { price: 4_501, fee: 112, card: 4_613 }
    expect(await t.call(quoteOrder, { params: { id }, query: {} }, { as: player })).toMatchObject(quote)
    const body = { paymentMethodId: 'pm_card_visa', card: 4_613 }
    const payment = await t.call(payBooking, { params: { id }, body }, { as: player })
    expect(payment).toMatchObject({ amount: eur(4_613), quote })
    expect(await t.charges(id)).toMatchObject([{ amount: 4_613 }])
    expect(await heldFor(id)).toBe(4_613)
    const [told] = (await t.emitted(paymentCaptured)).filter(({ orderId }) => orderId === id)
    expect(told?.quote).toMatchObject(quote)
    const { receipt } = await t.call(getReceipt, { params: { id: payment.id } }, { as: player })
    expect(receipt).toMatchObject({ total: eur(4_613) })
    expect(receipt.lines.map(({ text, amount }) => [text.split(' with ')[0], amount])).toEqual([
      ['Coaching session', 4_501],
      ['Service fee', 112],
    ])
  })

  it('is none where the order says nothing of it', async () => {
    t.policy.playerFeeBasisPoints = 0
    const { payment } = await paid(4_501)
    expect(payment.quote).toMatchObject({ fee: 0, card: 4_501 })
  })

  it('is ours when the money is shared out, and no base of the commission; its coach is not told of it', async () => {
    const { booking, coach, player } = await paid(10_000)
    const held = await t.call(getEarnings, {}, { as: coach })
    expect(held.items).toMatchObject([{ price: eur(10_000), commission: eur(1_500), share: eur(8_500) }])
    expect(await change('rev:player_fee', () => release(booking))).toBe(250)
    expect(await balance(coachPayable(coach.userId))).toBe(8_500)
    expect(await heldFor(booking.id)).toBe(0)
    const query = { period: '2027', zone: 'UTC' }
    const theirs = await t.call(getCoachStatement, { query }, { as: coach })
    expect(theirs.lines).toMatchObject([
      { fact: 'settled', price: 10_000, refund: 0, commission: 1_500, amount: 8_500 },
    ])
    const mine = await t.call(getPlayerStatement, { query }, { as: player })
    expect(mine.lines.at(-1)).toMatchObject({ fact: 'settled', price: 10_250, amount: -10_250 })
  })

  it.each([
    [100, 4_613, 0, 0],
    [50, 2_306, 56, 1_914],
    [0, 0, 112, 3_826],
  ])(
    'goes back with %i percent of what was paid, and leaves its coach the same',
    async (percent, back, kept, share) => {
      const { booking, coach, payment, player } = await paid(4_501)
      expect(await change('rev:player_fee', () => cancel(booking, percent))).toBe(kept)
      expect(await balance(coachPayable(coach.userId))).toBe(share)
      const { creditNotes } = await t.call(getReceipt, { params: { id: payment.id } }, { as: player })
      expect(creditNotes.map(({ total }) => total.amount)).toEqual(back === 0 ? [] : [back])
    },
  )

  it('goes back in the share that staff rule, as credit where they rule so', async () => {
    const { booking, coach, player } = await paid(4_501)
    const ruled = { ...booking, state: 'resolved' as const, refundPercent: 50, into: 'credit' as const }
    const kept = await change('rev:player_fee', () => t.deliver(bookingResolved, ruled, { aggregateId: booking.id }))
    expect(kept).toBe(56)
    expect([await balance(coachPayable(coach.userId)), await balance(playerCredit(player.userId))]).toEqual([
      1_914, 2_306,
    ])
  })

  it('goes back in the share of the amount where nobody says how much of it was fee', async () => {
    const { booking } = await paid(10_000)
    const { funds, ...untold } = cancelled(booking, 50)
    const kept = await change('rev:player_fee', () => t.deliver(bookingCancelled, untold, { aggregateId: booking.id }))
    expect([kept, funds?.feeBack]).toEqual([125, 125])
  })
})

describe('a chargeback that is lost', () => {
  const lose = async (id: string) => {
    const [charge] = await t.charges(id)
    const dispute = await t.sim('/disputes', { charge: charge?.id })
    await t.quiet()
    await t.sim(`/disputes/${dispute['id'] as string}/close`, { outcome: 'lost' })
    await t.quiet()
  }

  it('takes the fee back from us when it was earned', async () => {
    const { booking, coach } = await paid(10_000)
    const fee = await change('rev:player_fee', async () => {
      await release(booking)
      await t.quiet()
      await lose(booking.id)
    })
    expect([fee, await balance(coachPayable(coach.userId))]).toEqual([0, 0])
  })

  it('before that leaves nothing to earn', async () => {
    const { booking } = await paid(10_000)
    await lose(booking.id)
    expect(await change('rev:player_fee', () => release(booking))).toBe(0)
  })

  it('of the card’s part leaves of the fee what it leaves of the rest', async () => {
    const { booking, coach } = await paid(10_000, { useCredit: true }, await withCredit(4_100))
    await lose(booking.id)
    expect(await change('rev:player_fee', () => release(booking))).toBe(100)
    expect(await balance(coachPayable(coach.userId))).toBe(3_400)
  })
})

/** A paid package or series of so many sessions, with its parts as session-service splits it. */
async function bought(
  kind: 'package' | 'series',
  price: number,
  sessions: number,
  promo?: ['platform' | 'coach', number],
) {
  const coach = aCoach()
  const { order, player } = await t.heldOrder(kind, eur(price), coach.userId)
  const promoCode = promo ? await code(...promo, coach) : undefined
  const body = { paymentMethodId: 'pm_card_visa', ...(promoCode ? { promoCode } : {}) }
  const payment = await t.call(payOrder, { params: { id: order.id }, body }, { as: player })
  const parts = splitQuote(payment.quote, sessions)
  const of = { orderId: order.id, orderKind: kind, coachId: coach.userId }
  return { order, payment, coach, player, bookings: parts.map((one) => part(of, one)), parts }
}
const confirm = (booking: BookingRecord) => t.deliver(bookingConfirmed, booking, { aggregateId: booking.id })

describe('a promo code and the fee of a package', () => {
  it('are split over its sessions: each is released for its part, and what is left ends by its own', async () => {
    const { order, payment, coach, bookings, parts } = await bought('package', 8_100, 3, ['platform', 20])
    expect(payment.quote).toMatchObject({ discount: 1_620, fee: 162, card: 6_642 })
    const [first] = bookings as [BookingRecord]
    await confirm(first)
    expect([await heldFor(first.id), await heldFor(order.id)]).toEqual([2_700 + 54, 5_400 + 108])
    await release(first)
    expect(await balance(coachPayable(coach.userId))).toBe(2_295)
    // Two are unused: 4,320 of the price and 108 of the fee, of which 3,480 and 87 go back.
    const rest = { price: parts[1]!.paid + parts[2]!.paid, discount: 1_080, fee: 108 }
    const ended = {
      ...packageOf(order),
      by: 'player' as const,
      refund: eur(3_480 + 87),
      rest: eur(rest.price),
      restFunds: { discount: rest.discount, bearer: 'platform' as const, credit: 0, fee: rest.fee, feeBack: 87 },
    }
    const kept = await change('rev:player_fee', () => t.deliver(packageEnded, ended, { aggregateId: order.id }))
    const toCoach = 5_400 - 3_480 - Math.floor((1_080 * 3_480) / 4_320)
    expect(kept).toBe(21)
    expect(await balance(coachPayable(coach.userId))).toBe(2_295 + shareOut(toCoach, 15).share)
    expect(await heldFor(order.id)).toBe(0)
  })

  it('come back to it with a session that is not used', async () => {
    const { order, bookings, coach, player } = await bought('package', 8_099, 3, ['platform', 33])
    const [first] = bookings as [BookingRecord]
    const whole = await heldFor(order.id)
    await confirm(first)
    const { id: bookingId, price, funds } = first
    const returned = {
      packageId: order.id,
      bookingId,
      playerId: player.userId,
      coachId: coach.userId,
      price,
      funds: funds!,
    }
    await t.deliver(packageSessionReturned, { ...returned, to: 'package' }, { aggregateId: order.id })
    expect([await heldFor(bookingId), await heldFor(order.id)]).toEqual([0, whole])
  })

  it('is taken off what its coach sells for where they bear it', async () => {
    const { payment, coach, bookings } = await bought('package', 8_100, 3, ['coach', 10])
    expect(payment.quote).toMatchObject({ discount: 810, bearer: 'coach', fee: 182, card: 7_472 })
    for (const booking of bookings) await release(booking)
    expect(await balance(coachPayable(coach.userId))).toBe(3 * shareOut(2_430, 15).share)
  })
})

describe('whatever a price is made of, and whatever becomes of it', () => {
  const story = fc.record({
    price: fc.integer({ min: 3_000, max: 50_000 }),
    points: fc.integer({ min: 0, max: 2_500 }),
    promo: fc.option(
      fc.tuple(fc.constantFrom('platform' as const, 'coach' as const), fc.integer({ min: 1, max: 100 })),
      {
        nil: undefined,
      },
    ),
    kind: fc.constantFrom('package' as const, 'series' as const),
    percents: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 3, maxLength: 3 }),
  })

  it('every cent is the player’s, the coach’s, ours or the platform’s, and the coach has what they have without a fee', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ price, points, promo, kind, percents }) => {
        t.policy.playerFeeBasisPoints = points
        const { payment, coach, bookings, order } = await bought(kind, price, 3, promo)
        const { quote } = payment
        const [fees, promotions, commissions] = await Promise.all(
          (['rev:player_fee', 'exp:promotion', 'rev:platform_fee'] as const).map(balance),
        )
        for (const [i, booking] of bookings.entries()) await cancel(booking, percents[i] as number)
        await t.quiet()
        const [fee, promotion, commission] = [
          (await balance('rev:player_fee')) - (fees as number),
          promotionOf(quote) + (await balance('exp:promotion')) - (promotions as number),
          (await balance('rev:platform_fee')) - (commissions as number),
        ]
        const { refunded } = await t.sql.one<{
          refunded: number
        }>`select refunded from payments where order_id = ${order.id}`
        const coachHas = await balance(coachPayable(coach.userId))
        expect(refunded + coachHas + commission + fee).toBe(paidOf(quote) + promotion)
        expect(refunded).toBe(
          bookings.reduce((sum, one, i) => sum + cancelled(one, percents[i] as number).cancellation!.refund.amount, 0),
        )
        const withoutFee = splitQuote({ ...quote, fee: 0, card: quote.card - quote.fee }, 3).map((one, i) => {
          const back = backOf({ paid: one.paid, fee: 0 }, percents[i] as number, 100).amount
          const added = promotionOf(one) - Math.floor((promotionOf(one) * back) / one.paid)
          return shareOut(one.paid - back + added, 15).share
        })
        expect(coachHas).toBe(withoutFee.reduce((sum, share) => sum + share, 0))
        expect(await heldFor(order.id)).toBe(0)
      }),
      { numRuns: 12 },
    )
  })
})
