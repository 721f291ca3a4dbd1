/**
 * Cancelling in every tier of every preset: the amount and the date that stand before the click are what the session
 * page, the letter, the payments and the ledger say afterwards.
 */
import { type BookingRecord, createBooking, getBooking } from '@ecc/contracts/bookings'
import { createOffer, listSlots } from '@ecc/contracts/coaches'
import { getBookingPayment, getLedgerStatement, payBooking } from '@ecc/contracts/payments'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type CoachAndPlayer, coachAndPlayer, firstCoach } from './ground.ts'
import { mailsTo } from './mailbox.ts'
import { arrive } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

interface Ground extends CoachAndPlayer {
  offers: Record<Preset, string>
}

type Preset = BookingRecord['policy']
interface Tier {
  /** How long before the start it is cancelled. */
  hours: number
  percent: 100 | 50 | 0
  /** Cancelled within the half hour after the booking, which gives all back whatever the preset says. */
  inGrace?: true
}

const minuteMs = 60_000
/** An odd number of cents: its half is rounded down for the player, and the coach and the platform get the rest. */
const price = 3_501
const zone = 'Europe/Berlin'
const gives = (percent: Tier['percent'], hours: number): Tier => ({ hours, percent })
const inGrace = (hours: number): Tier => ({ hours, percent: 100, inGrace: true })
const presets: { preset: Preset; fullHours: number; tiers: Tier[] }[] = [
  { preset: 'flexible', fullHours: 12, tiers: [gives(100, 12), gives(50, 11), gives(50, 1), inGrace(3)] },
  { preset: 'standard', fullHours: 24, tiers: [gives(100, 24), gives(50, 6), gives(0, 5), inGrace(4)] },
  { preset: 'strict', fullHours: 48, tiers: [gives(100, 48), gives(50, 24), gives(0, 23), inGrace(20)] },
]

journeys('cancel tiers', prepare, (given) => {
  it.each(presets)('gives back what it said before the click: $preset', async ({ preset, fullHours, tiers }) => {
    const ada = await arrive(given(), given().player.email, '/bookings')
    for (const tier of tiers) {
      const booking = await booked(given(), preset, tier)
      const back = Math.floor((price * tier.percent) / 100)
      const until = tier.inGrace
        ? Date.parse(booking.confirmedAt as string) + 30 * minuteMs
        : Date.parse(booking.startsAt) - fullHours * 60 * minuteMs
      await cancelAsTold(ada, booking, tier, { back, until })
      await agreesAfterwards(given(), ada.page, booking, back)
    }
  })
})

/** Reads what would come back, on the page and again in the dialog, and cancels. */
async function cancelAsTold(
  { page }: Visitor,
  booking: BookingRecord,
  { percent }: Tier,
  { back, until }: { back: number; until: number },
): Promise<void> {
  await page.goto(`/bookings/${booking.id}`)
  await page.getByRole('heading', { name: 'Cancel this session' }).waitFor()
  const told = [
    percent === 0
      ? 'If you cancel now, you get nothing back.'
      : `If you cancel now, you get ${euros(back)} back (${percent} %).`,
    ...(percent === 100 ? [new RegExp(`^All of it comes back until ${readingOf(until)}\\.$`)] : []),
  ]
  for (const words of told) await page.getByText(words).waitFor()
  if (percent < 100) expect(await page.getByText(/^All of it comes back until/).count()).toBe(0)
  await page.getByRole('button', { name: 'Cancel session' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel this session?' })
  for (const words of told) await dialog.getByText(words).waitFor()
  await dialog
    .getByRole('button', {
      name: back > 0 ? `Cancel and refund ${euros(back)}` : 'Cancel without a refund',
      exact: true,
    })
    .click()
}

/** The session page, the letter, the list of payments, the payment itself and the ledger say the same amount. */
async function agreesAfterwards(
  { base, player, admin }: Stage & Ground,
  page: Page,
  booking: BookingRecord,
  back: number,
) {
  await page
    .getByText(back > 0 ? `${euros(back)} go back to your card.` : 'Nothing goes back under the terms of this booking.')
    .waitFor()
  await page.getByText(`${euros(back)} back to the player, ${euros(price - back)} to the coach`).waitFor()
  const refunded = async () => (await player.call(getBookingPayment, { params: { id: booking.id } })).refunded.amount
  await eventually(refunded).toBe(back)
  const letterSays = async () =>
    (await mailsTo(base, player.email)).find(
      ({ subject, text }) => subject.startsWith('Cancelled') && text.includes(`/bookings/${booking.id}`),
    )?.text
  await eventually(letterSays).toContain(back > 0 ? euros(back) : 'By the cancellation terms nothing is refunded.')
  const sharedOut = async () => {
    const { accounts, facts } = await admin.call(getLedgerStatement, { params: { party: 'booking', id: booking.id } })
    const lines = facts.flatMap(({ kind, lines }) => lines.map((line) => ({ kind, ...line })))
    const sum = (kind: string, account: string) =>
      lines
        .filter((line) => line.kind === kind && line.account.startsWith(account))
        .reduce((total, { debit, credit }) => total + credit - debit, 0)
    return {
      left: accounts.map(({ balance }) => balance).filter((balance) => balance !== 0),
      owedToPlayer: sum('settled', 'liab:refund_due'),
      sentToPlayer: sum('refund_sent', 'asset:psp'),
      toCoachAndPlatform: sum('settled', 'liab:coach_payable') + sum('settled', 'rev:platform_fee'),
    }
  }
  await eventually(sharedOut).toEqual({
    left: [],
    owedToPlayer: back,
    sentToPlayer: back,
    toCoachAndPlatform: price - back,
  })
  await page.goto('/payments')
  const row = page.getByRole('row').filter({ has: page.locator(`a[href$="/bookings/${booking.id}"]`) })
  await row.getByText(back === 0 ? 'Paid' : back === price ? 'Refunded' : 'Partly refunded', { exact: true }).waitFor()
  await row
    .getByText(back === 0 ? '–' : euros(back), { exact: true })
    .last()
    .waitFor()
}

/** Booked and paid, so that the tier's hours before the start are now, or within the next quarter of an hour. */
async function booked(stage: Stage & Ground, preset: Preset, { hours, inGrace }: Tier): Promise<BookingRecord> {
  const { player, coach, offers } = stage
  const offerId = offers[preset]
  const graceMinutes = inGrace ? 0 : 31
  const from = stage.now() + (hours * 60 + graceMinutes + 1) * minuteMs
  const query = { offerId, from: iso(from), to: iso(from + 60 * minuteMs) }
  const [slot] = (await player.call(listSlots, { params: { id: coach.id }, query })).items
  if (!slot) throw new Error('the coach has no free slot')
  const { id } = await player.call(createBooking, { body: { offerId, startsAt: slot.startsAt } })
  await player.call(payBooking, { params: { id }, body: { paymentMethodId: 'pm_card_visa' } })
  await eventually(async () => (await player.call(getBooking, { params: { id } })).state).toBe('confirmed')
  await stage.pass(graceMinutes)
  return player.call(getBooking, { params: { id } })
}

/** As the pages write money and, in the journey's zone, moments. */
function euros(minor: number): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' }).format(minor / 100)
}

function readingOf(at: number): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }).format(at)
  const day = format({ weekday: 'short', day: 'numeric', month: 'short' })
  // The year is added at the end of one.
  return `${day}( \\d{4})?, ${format({ hour: '2-digit', minute: '2-digit' })}`
}

const iso = (at: number) => new Date(at).toISOString()

async function prepare(stage: Stage): Promise<Ground> {
  const people = await coachAndPlayer(stage)
  const offerOf = async (policy: Preset) => {
    const offer = {
      title: `On ${policy} terms`,
      gameId: firstCoach.games[0]?.gameId ?? '',
      durationMinutes: 60,
      policy,
    }
    return (
      await people.coach.person.call(createOffer, { body: { ...offer, price: { amount: price, currency: 'EUR' } } })
    ).id
  }
  const offers = {
    flexible: await offerOf('flexible'),
    standard: await offerOf('standard'),
    strict: await offerOf('strict'),
  }
  return { ...people, offers }
}
