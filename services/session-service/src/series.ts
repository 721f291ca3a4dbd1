/** Series: dates that are held and paid for together, all or none. Every statement on their table. */
import type { BookingFunds } from '@ecc/contracts/booking-parts'
import {
  type BookingRecord,
  bookingCancelled,
  bookingConfirmed,
  bookingHeld,
  notBookable,
  playerBusy,
  slotTaken,
} from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import { type PriceQuote, paidOf, type QuotePart, splitQuote } from '@ecc/contracts/price-quote'
import {
  type SeriesRecord,
  seriesConfirmed,
  seriesNotBookable,
  seriesNotFound,
  seriesTooLong,
  seriesUnfulfilled,
} from '@ecc/contracts/series'
import { type Context, plusMinutes, type Queryable, type Tx } from '@ecc/kit'
import { type BookingRow, change, expire, freeLapsed, lockPeople, toRecord } from './booking.ts'
import { fundsOf, isPlain, noneBack, notePart } from './booking-funds.ts'
import { allows } from './booking-states.ts'
import type { Config } from './config.ts'
import { addBooking, refuseHoarding } from './hold.ts'
import { currentPolicy } from './policy.ts'

/** A row of the table. */
export interface SeriesRow {
  id: string
  playerId: string
  coachId: string
  offerTitle: string
  priceAmount: number
  priceCurrency: SeriesRecord['price']['currency']
  discountAmount: number
  discountBearer: BookingFunds['bearer']
  feeAmount: number
  holdExpiresAt: string
  createdAt: string
  confirmedAt: string | null
  unfulfilledAt: string | null
}

/** A series that is paid; what its price is made of. */
interface PaidSeries {
  orderId: string
  paymentId: string
  quote?: PriceQuote
}

/** Why a date of a series cannot be held. */
export interface DateProblem {
  startsAt: string
  code: string
  detail: string
}

/** Throws seriesTooLong for more dates than the policy lets a series have. */
export async function refuseTooLong(sql: Queryable, dates: number): Promise<void> {
  const { seriesDates } = (await currentPolicy(sql)).values
  if (dates > seriesDates) throw seriesTooLong(`A series may have ${seriesDates} dates.`, { most: seriesDates })
}

/** Throws seriesNotBookable when a date has a problem: then none is held. */
export function refuseHalf(dates: readonly DateProblem[]): void {
  if (dates.length > 0) throw seriesNotBookable(undefined, { dates })
}

/**
 * Holds all quoted dates for a player in this transaction. Throws tooManyHolds, or seriesNotBookable with each date that
 * cannot be. The people's locks are taken once, in the order of their ids, so that two series never wait in a circle.
 */
export async function holdAll(
  tx: Tx,
  quotes: readonly [Quote, ...Quote[]],
  playerId: string,
  ctx: Context<Config>,
): Promise<SeriesRecord> {
  const [first] = quotes
  const now = ctx.now()
  const { version: policyVersion, values: policy } = await currentPolicy(tx)
  const holdExpiresAt = plusMinutes(now, policy.holdMinutes)
  await lockPeople(tx, [first.coachId, playerId])
  await freeLapsed(tx, quotes, playerId, ctx)
  await refuseHoarding(tx, playerId, policy.holdsPerPlayer)
  const id = ctx.id()
  const total = quotes.reduce((sum, { price }) => sum + price.amount, 0)
  await tx`
    insert into series (id, player_id, coach_id, offer_title, price_amount, price_currency, hold_expires_at, created_at)
    values (${id}, ${playerId}, ${first.coachId}, ${first.offerTitle}, ${total}, ${first.price.currency}, ${holdExpiresAt}, ${now})`
  const terms = { orderId: id, orderKind: 'series', playerId, policyVersion, holdExpiresAt, confirmedAt: null } as const
  const cause = { by: 'player', actorId: playerId } as const
  const problems: DateProblem[] = []
  const bookings: BookingRecord[] = []
  for (const quote of quotes) {
    try {
      bookings.push(await tx.begin((step) => addBooking(step, quote, { ...terms, id: ctx.id() }, cause, now)))
    } catch (error) {
      problems.push(problemOf(error, quote.startsAt))
    }
  }
  refuseHalf(problems)
  for (const booking of bookings) await ctx.emit(tx, bookingHeld, booking, booking.id)
  return readSeries(tx, id)
}

function problemOf(error: unknown, startsAt: string): DateProblem {
  for (const problem of [slotTaken, playerBusy, notBookable])
    if (problem.is(error)) return { startsAt, code: error.code, detail: error.message }
  throw error
}

/** Reads a series with its bookings. Throws seriesNotFound. */
export async function readSeries(sql: Queryable, id: string): Promise<SeriesRecord> {
  const row = await sql.first<SeriesRow>`select * from series where id = ${id}`
  if (!row) throw seriesNotFound()
  return toSeries(row, await sql<BookingRow>`select * from bookings where order_id = ${id} order by starts_at`)
}

/**
 * Locks the people of a series, the series, and its bookings in the order of their ids: as whoever wants its slots does.
 * Throws seriesNotFound.
 */
async function lockSeries(tx: Tx, id: string): Promise<{ row: SeriesRow; bookings: BookingRow[] }> {
  const { coachId, playerId } = await readSeries(tx, id)
  await lockPeople(tx, [coachId, playerId])
  const row = await tx.one<SeriesRow>`select * from series where id = ${id} for update`
  return { row, bookings: await tx<BookingRow>`select * from bookings where order_id = ${id} order by id for update` }
}

/**
 * Confirms every date of a paid series, also when the hold has lapsed and all times are still free; else none, and
 * `series.unfulfilled` has all of the money sent back. Repeating it changes nothing.
 */
export async function confirmAll(
  tx: Tx,
  { orderId: id, paymentId, quote }: PaidSeries,
  ctx: Context<Config>,
): Promise<{ confirmed: boolean; bookings: BookingRecord[] }> {
  const { row, bookings: held } = await lockSeries(tx, id)
  if (row.unfulfilledAt !== null) return { confirmed: false, bookings: [] }
  if (row.confirmedAt !== null) {
    return { confirmed: true, bookings: held.filter(({ state }) => state === 'confirmed').map(toRecord) }
  }
  const bookings = quote && !isPlain(quote) ? await notePaid(tx, row, held, quote) : held
  const confirmed = await tryAll(tx, bookings, paymentId, ctx.now())
  if (confirmed) {
    await tx`update series set payment_id = ${paymentId}, confirmed_at = ${ctx.now()} where id = ${id}`
    for (const booking of confirmed) await ctx.emit(tx, bookingConfirmed, booking, booking.id)
    await ctx.emit(tx, seriesConfirmed, await readSeries(tx, id), id)
    return { confirmed: true, bookings: confirmed }
  }
  await tx`update series set payment_id = ${paymentId}, unfulfilled_at = ${ctx.now()} where id = ${id}`
  for (const booking of bookings) if (booking.state === 'held') await expire(tx, booking, ctx)
  await ctx.emit(tx, seriesUnfulfilled, await readSeries(tx, id), id)
  return { confirmed: false, bookings: [] }
}

/** From now on the price of the series, and of each date in their order, is what its player paid. */
async function notePaid(
  tx: Tx,
  { id }: SeriesRow,
  held: readonly BookingRow[],
  quote: PriceQuote,
): Promise<BookingRow[]> {
  const { discount, bearer, fee } = quote
  await tx`
    update series set price_amount = ${paidOf(quote)}, discount_amount = ${discount}, discount_bearer = ${bearer}, fee_amount = ${fee}
    where id = ${id}`
  const inOrder = held.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
  const parts = splitQuote(quote, held.length)
  const noted: BookingRow[] = []
  for (const [i, date] of inOrder.entries()) noted.push(await notePart(tx, date.id, parts[i] as QuotePart))
  return noted
}

/** All of them confirmed, or null and none. */
async function tryAll(
  tx: Tx,
  bookings: readonly BookingRow[],
  paymentId: string,
  now: Date,
): Promise<BookingRecord[] | null> {
  if (!bookings.every(({ state }) => allows(state, 'confirm'))) return null
  const cause = { by: 'system', reason: 'paid' } as const
  try {
    return await tx.begin(async (step) => {
      const confirmed: BookingRecord[] = []
      for (const row of bookings)
        confirmed.push(await change(step, row, 'confirm', cause, now, { paymentId, confirmedAt: now }))
      return confirmed
    })
  } catch (error) {
    if (![slotTaken, playerBusy, notBookable].some((problem) => problem.is(error))) throw error
    return null
  }
}

/** A series of which one unpaid date was let go of, or lapsed, is let go of whole. */
export async function followLost(tx: Tx, booking: BookingRecord, ctx: Context<Config>): Promise<void> {
  const { orderKind, orderId, confirmedAt, state } = booking
  if (orderKind !== 'series' || confirmedAt !== null) return
  if (state === 'cancelled' || state === 'expired') await letGo(tx, orderId, state, ctx)
}

/** Lets what is still held of an unpaid series go, when its time is up or one of its dates was let go of. */
export async function letGo(tx: Tx, id: string, how: 'expired' | 'cancelled', ctx: Context<Config>): Promise<void> {
  const { row, bookings } = await lockSeries(tx, id)
  if (row.confirmedAt !== null) return
  for (const booking of bookings.filter(({ state }) => state === 'held')) {
    if (how === 'expired') await expire(tx, booking, ctx)
    else {
      const cause = { by: 'player', actorId: row.playerId, reason: 'another date of the series was let go of' } as const
      const off = await change(tx, booking, 'cancel', cause, ctx.now(), { refund: noneBack })
      await ctx.emit(tx, bookingCancelled, off, off.id)
    }
  }
}

function toSeries(row: SeriesRow, bookings: BookingRow[]): SeriesRecord {
  const unpaid = bookings.every(({ state }) => state === 'held') ? 'held' : 'ended'
  return {
    id: row.id,
    playerId: row.playerId,
    coachId: row.coachId,
    offerTitle: row.offerTitle,
    price: { amount: row.priceAmount, currency: row.priceCurrency },
    ...fundsOf(row),
    state: row.confirmedAt === null ? unpaid : 'confirmed',
    holdExpiresAt: row.holdExpiresAt,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
    bookings: bookings.map(toRecord),
  }
}
