import { bookingCancelled, bookingReleased } from '@ecc/contracts/bookings'
import { getEarnings } from '@ecc/contracts/earnings'
import { openPayoutAccount } from '@ecc/contracts/payments'
import {
  exportCoachStatement,
  exportDailyStatements,
  exportEarnings,
  exportPayouts,
  exportPlayerStatement,
  getCoachStatement,
  getDailyStatements,
  getPlayerStatement,
} from '@ecc/contracts/statements'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noteProviderBalance } from './note-provider-balance.ts'
import { periodOf } from './period.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

const march = { period: '2027-03', zone: 'Europe/Berlin' }
const linesOf = (file: unknown) =>
  String(file)
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.split(','))

async function payable(): Promise<Caller> {
  const coach = aCoach()
  const body = { returnUrl: 'http://localhost:8080/coach/earnings' }
  const { onboardingUrl } = await t.call(openPayoutAccount, { body }, { as: coach })
  await t.press(onboardingUrl as string, 'activate')
  await t.quiet()
  return coach
}

async function released(coach: Caller, price = { amount: 10_000, currency: 'EUR' as 'EUR' | 'USD' }) {
  const { booking, player } = await t.paid({ coachId: coach.userId, price })
  await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
  await t.quiet()
  return { booking, player }
}

describe('a coach’s statement', () => {
  it('begins with what was there, tells every fact, and ends with what is left, currency by currency', async () => {
    const coach = aCoach()
    const { booking } = await released(coach)
    await released(coach, { amount: 4_000, currency: 'USD' })
    const statement = await t.call(getCoachStatement, { query: march }, { as: coach })
    expect(statement).toMatchObject({
      from: '2027-02-28T23:00:00.000Z',
      to: '2027-03-31T22:00:00.000Z',
      balances: [
        { currency: 'EUR', opening: 0, closing: 8_500 },
        { currency: 'USD', opening: 0, closing: 3_400 },
      ],
      lines: [
        {
          fact: 'settled',
          bookingId: booking.id,
          currency: 'EUR',
          amount: 8_500,
          balance: 8_500,
          price: 10_000,
          refund: 0,
          commission: 1_500,
        },
        { fact: 'settled', currency: 'USD', amount: 3_400, balance: 3_400 },
      ],
      nextAfter: null,
    })
    const april = await t.call(getCoachStatement, { query: { ...march, period: '2027-04' } }, { as: coach })
    expect(april).toMatchObject({ balances: [{ opening: 8_500, closing: 8_500 }, { opening: 3_400 }], lines: [] })
  })

  it('adds up on every page', async () => {
    const coach = await payable()
    for (let i = 0; i < 3; i++) await released(coach)
    const whole = await t.call(getCoachStatement, { query: march }, { as: coach })
    expect(whole.lines.map(({ fact, balance }) => [fact, balance])).toEqual(
      Array.from({ length: 3 }, () => [
        ['settled', 8_500],
        ['transferred', 0],
      ]).flat(),
    )
    const first = await t.call(getCoachStatement, { query: { ...march, limit: 4 } }, { as: coach })
    const rest = await t.call(
      getCoachStatement,
      { query: { ...march, after: first.nextAfter as number } },
      { as: coach },
    )
    expect([...first.lines, ...rest.lines]).toEqual(whole.lines)
  })

  it('is a file too, and nobody else’s', async () => {
    const coach = aCoach()
    const { booking } = await released(coach)
    const [head, opening, settled, closing] = linesOf(
      await t.call(exportCoachStatement, { query: march }, { as: coach }),
    )
    expect(head?.join()).toBe(
      'at_utc,local_time,time_zone,fact,booking,currency,price,refund,commission,amount,balance',
    )
    expect(opening).toEqual([
      '2027-02-28T23:00:00.000Z',
      '2027-03-01T00:00:00',
      'Europe/Berlin',
      'opening_balance',
      '',
      'EUR',
      '',
      '',
      '',
      '',
      '0.00',
    ])
    expect(settled?.slice(3)).toEqual(['settled', booking.id, 'EUR', '100.00', '0.00', '15.00', '85.00', '85.00'])
    expect(closing?.slice(3)).toEqual(['closing_balance', '', 'EUR', '', '', '', '', '85.00'])
    expect(linesOf(await t.call(exportCoachStatement, { query: march }, { as: aCoach() }))).toHaveLength(1)
  })
})

it('a player’s statement tells what was paid, came back and is held', async () => {
  const { booking, player } = await t.paid()
  const cancelled = {
    ...booking,
    state: 'cancelled' as const,
    cancellation: {
      by: 'player' as const,
      reason: null,
      at: t.clock.now().toISOString(),
      refund: { amount: 5_000, currency: 'EUR' as const },
    },
  }
  await t.deliver(bookingCancelled, cancelled, { aggregateId: booking.id })
  await t.quiet()
  const statement = await t.call(getPlayerStatement, { query: { period: '2027', zone: 'UTC' } }, { as: player })
  expect(statement.lines.map(({ fact, amount, balance }) => [fact, amount, balance])).toEqual([
    ['captured', 10_000, 10_000],
    ['settled', -5_000, 5_000],
    ['refund_sent', -5_000, 0],
  ])
  const file = linesOf(await t.call(exportPlayerStatement, { query: march }, { as: player }))
  expect(file.map((line) => line[3])).toEqual([
    'fact',
    'opening_balance',
    'captured',
    'settled',
    'refund_sent',
    'closing_balance',
  ])
})

it('the files of a coach name every session with its share, and every payout', async () => {
  const coach = await payable()
  const { booking } = await released(coach)
  const [item] = (await t.call(getEarnings, { query: {} }, { as: coach })).items
  const [, session] = linesOf(await t.call(exportEarnings, { query: march }, { as: coach }))
  expect(session?.slice(3)).toEqual([booking.id, 'EUR', '100.00', '15.00', '85.00', 'pending', item?.availableAt])
  await t.clock.advance({ days: 8 })
  await t.sim('/clock', {})
  await t.quiet()
  const [, payout] = linesOf(await t.call(exportPayouts, { query: march }, { as: coach }))
  expect(payout?.slice(4, 8)).toEqual(['EUR', '85.00', 'pending', 'yes'])
  expect(linesOf(await t.call(exportEarnings, { query: { period: '2026', zone: 'UTC' } }, { as: coach }))).toHaveLength(
    1,
  )
})

it('a zone that there is not is refused', async () => {
  const query = { period: '2027-03', zone: 'Mars/Olympus' }
  await expect(t.call(exportPayouts, { query }, { as: aCoach() })).rejects.toMatchObject({ status: 400 })
})

describe('the daily statement', () => {
  it('carries each day’s closing balance into the next, and agrees with the provider at midnight', async () => {
    const coach = await payable()
    await released(coach)
    const { booking } = await t.paid()
    const [charge] = await t.charges(booking.id)
    const dispute = await t.sim('/disputes', { charge: charge?.id })
    await t.sim(`/disputes/${String(dispute['id'])}/close`, { outcome: 'lost' })
    await t.quiet()
    await t.clock.advance({ days: 1 })
    await released(coach, { amount: 3_000, currency: 'USD' })
    await noteProviderBalance.run({}, t.ctx as never)
    const { items } = await t.call(getDailyStatements, { query: { month: '2027-03' } }, { as: anAdmin() })
    for (const currency of ['EUR', 'USD']) {
      let closing = 0
      for (const day of items.filter((item) => item.currency === currency)) {
        expect(day.opening).toBe(closing)
        const { captured, refunded, providerFees, transferred, chargebacks, ownMoney, other } = day
        expect(day.opening + captured + refunded + providerFees + transferred + chargebacks + ownMoney).toBe(
          day.closing,
        )
        expect(other).toBe(0)
        closing = day.closing
      }
    }
    const yesterday = new Date(t.clock.now().getTime() - 86_400_000).toISOString().slice(0, 10)
    const noted = items.filter(({ day }) => day === yesterday)
    expect(noted.length).toBeGreaterThan(0)
    for (const { provider, closing } of noted) expect(provider).toBe(closing)
  })

  it('is a file of a year too', async () => {
    const file = linesOf(await t.call(exportDailyStatements, { query: { period: '2027' } }, { as: anAdmin() }))
    expect(file[0]?.slice(0, 3)).toEqual(['day_utc', 'currency', 'opening'])
    expect(file[1]?.slice(0, 3)).toEqual(['2027-03-01', 'EUR', '0.00'])
  })
})

it('a month is from midnight to midnight on the clock of its zone, an hour short when clocks go forward', () => {
  const { from, to } = periodOf('2027-03', 'Europe/Berlin')
  expect((to.getTime() - from.getTime()) / 3_600_000).toBe(31 * 24 - 1)
  expect(periodOf('2027', 'America/New_York').from.toISOString()).toBe('2027-01-01T05:00:00.000Z')
})
