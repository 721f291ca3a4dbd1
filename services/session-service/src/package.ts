/** Packages: their rules and every statement on their tables. */

import { type BookingFunds, leftToCoach } from '@ecc/contracts/booking-parts'
import { type Actor, type BookingRecord, ownOffer } from '@ecc/contracts/bookings'
import type { PackageQuote } from '@ecc/contracts/package-offers'
import {
  noSessionsLeft,
  type PackageRecord,
  packageBought,
  packageEnded,
  packageLapsed,
  packageNotFound,
  packageOver,
  packageSessionReturned,
  tooManyPackages,
} from '@ecc/contracts/packages'
import { type PriceQuote, paidOf, partsOf, type QuotePart, splitQuote } from '@ecc/contracts/price-quote'
import { type Caller, type Context, type PageAsked, plusMinutes, type Queryable, type Tx } from '@ecc/kit'
import { fundsOf, isPlain } from './booking-funds.ts'
import type { Config } from './config.ts'
import { type EndOfPackage, endOfPackage, type Worth } from './package-money.ts'
import { currentPolicy, policyOf } from './policy.ts'

/** A row of the table, with the parts of the sessions that are not scheduled; `toPackage` makes the contract's shape of it. */
export interface PackageRow {
  id: string
  playerId: string
  coachId: string
  offerId: string
  offerTitle: string
  gameId: string
  durationMinutes: number
  sessions: number
  priceAmount: number
  priceCurrency: PackageRecord['price']['currency']
  discountAmount: number
  discountBearer: BookingFunds['bearer']
  feeAmount: number
  singleAmount: number
  policy: PackageRecord['policy']
  policyVersion: number
  state: PackageRecord['state']
  payableUntil: string
  createdAt: string
  paidAt: string | null
  validUntil: string | null
  endedAt: string | null
  refundAmount: number | null
  unused: Worth['unused']
}

const columns = (sql: Queryable) => sql.part`packages.*, (
  select coalesce(jsonb_agg(jsonb_build_object('paid', amount, 'fee', fee_amount, 'discount', discount_amount) order by number), '[]')
  from package_sessions where package_id = packages.id and booking_id is null) as unused`

/** Orders a package. Throws ownOffer and tooManyPackages. */
export async function order(
  tx: Tx,
  quote: PackageQuote,
  playerId: string,
  ctx: Context<Config>,
): Promise<PackageRecord> {
  if (quote.coachId === playerId) throw ownOffer()
  await tx`select pg_advisory_xact_lock(hashtextextended(${playerId}, 1))`
  const now = ctx.now()
  const { version, values } = await currentPolicy(tx)
  const { pending } = await tx.one<{ pending: number }>`
    select count(*)::int as pending from packages
    where player_id = ${playerId} and state = 'pending' and payable_until > ${now}`
  if (pending >= values.packageOrdersPerPlayer) throw tooManyPackages()
  const id = ctx.id()
  await tx`
    insert into packages (id, player_id, coach_id, offer_id, offer_title, game_id, duration_minutes, sessions, price_amount,
                          price_currency, single_amount, policy, policy_version, state, payable_until, created_at)
    values (${id}, ${playerId}, ${quote.coachId}, ${quote.offerId}, ${quote.offerTitle}, ${quote.gameId},
            ${quote.durationMinutes}, ${quote.sessions}, ${quote.price.amount}, ${quote.price.currency},
            ${quote.singlePrice.amount}, ${quote.policy}, ${version}, 'pending',
            ${plusMinutes(now, values.holdMinutes)}, ${now})`
  await tx`
    insert into package_sessions (package_id, number, amount)
    select ${id}, number, amount from unnest(${partsOf(quote.price.amount, quote.sessions)}::int[])
      with ordinality as parts (amount, number)`
  return toPackage(await findPackage(tx, id))
}

/** Reads a package. Throws packageNotFound. */
export async function findPackage(sql: Queryable, id: string): Promise<PackageRow> {
  const row = await sql.first<PackageRow>`select ${columns(sql)} from packages where id = ${id}`
  if (!row) throw packageNotFound()
  return row
}

/** Locks a package for a change of it or of its sessions. Throws packageNotFound. */
export async function lockPackage(tx: Tx, id: string): Promise<PackageRow> {
  await tx`select from packages where id = ${id} for update`
  return findPackage(tx, id)
}

/** Packages of a person that were paid, latest first. */
export async function packagesOf(
  sql: Queryable,
  caller: Caller,
  filter: { as?: 'player' | 'coach'; state?: string; coachId?: string },
  page: PageAsked,
): Promise<PackageRow[]> {
  const mine = { player: sql.part`player_id = ${caller.userId}`, coach: sql.part`coach_id = ${caller.userId}` }
  return sql<PackageRow>`
    select ${columns(sql)} from packages where paid_at is not null
    and ${filter.as ? mine[filter.as] : sql.part`(${mine.player} or ${mine.coach})`}
    ${filter.state ? sql.part`and state = ${filter.state}` : sql.part``}
    ${filter.coachId ? sql.part`and coach_id = ${filter.coachId}` : sql.part``}
    ${page.after ? sql.part`and (created_at, id) < (${page.after.at}, ${page.after.id})` : sql.part``}
    order by created_at desc, id desc limit ${page.limit + 1}`
}

/** What the caller is to this package. Throws packageNotFound for everybody else, as if it did not exist. */
export function sideOfPackage(
  row: Pick<PackageRow, 'playerId' | 'coachId'>,
  caller: Caller,
): 'player' | 'coach' | 'admin' {
  if (row.playerId === caller.userId) return 'player'
  if (row.coachId === caller.userId) return 'coach'
  if (caller.roles.includes('admin')) return 'admin'
  throw packageNotFound()
}

/** A package that is paid; what its price is made of. */
interface PaidPackage {
  orderId: string
  paymentId: string
  quote?: PriceQuote
}

/**
 * Makes a paid package usable for the days it was sold with, also when it was paid a little late: no time was held for it. False when its
 * player let go of it meanwhile; then the money goes back.
 */
export async function activate(tx: Tx, paid: PaidPackage, ctx: Context<Config>): Promise<boolean> {
  const { orderId: id, paymentId, quote } = paid
  const row = await lockPackage(tx, id)
  if (row.paidAt !== null) return true
  if (row.state === 'cancelled') return false
  const now = ctx.now()
  const { packageDays } = await policyOf(row.policyVersion, ctx, tx)
  await tx`
    update packages set state = 'active', payment_id = ${paymentId}, paid_at = ${now}, ended_at = null,
      valid_until = ${plusMinutes(now, packageDays * 24 * 60)} where id = ${id}`
  if (quote && !isPlain(quote)) await notePaid(tx, row, quote)
  await ctx.emit(tx, packageBought, toPackage(await findPackage(tx, id)), id)
  return true
}

/** From now on the price of the package, and of each session, is what its player paid. */
async function notePaid(tx: Tx, { id, sessions }: PackageRow, quote: PriceQuote): Promise<void> {
  const { discount, bearer, fee } = quote
  await tx`
    update packages set price_amount = ${paidOf(quote)}, discount_amount = ${discount}, discount_bearer = ${bearer}, fee_amount = ${fee}
    where id = ${id}`
  const parts = splitQuote(quote, sessions)
  await tx`
    update package_sessions set amount = parts.paid, discount_amount = parts.discount, fee_amount = parts.fee
    from unnest(${parts.map(({ paid }) => paid)}::int[], ${parts.map((part) => part.discount)}::int[],
                ${parts.map((part) => part.fee)}::int[]) with ordinality as parts (paid, discount, fee, number)
    where package_id = ${id} and package_sessions.number = parts.number`
}

/** Ends a locked package that was not paid. */
export async function lapse(
  tx: Tx,
  row: PackageRow,
  cause: 'cancelled' | 'expired',
  ctx: Context<Config>,
): Promise<PackageRecord> {
  const state = cause === 'cancelled' ? 'cancelled' : 'lapsed'
  await tx`update packages set state = ${state}, ended_at = ${ctx.now()} where id = ${row.id}`
  const ended = toPackage(await findPackage(tx, row.id))
  await ctx.emit(tx, packageLapsed, { ...ended, cause }, row.id)
  return ended
}

/** Ends a locked, active package: what is unused goes back by the formula, what is left of it to the coach. */
export async function end(
  tx: Tx,
  row: PackageRow,
  how: { state: 'cancelled' | 'expired'; by: Actor },
  ctx: Context<Config>,
): Promise<PackageRecord> {
  const ending = endOfPackage(worthOf(row), how.by)
  const { amount } = ending.back
  await tx`
    update packages set state = ${how.state}, ended_at = ${ctx.now()}, refund_amount = ${amount} where id = ${row.id}`
  const ended = toPackage(await findPackage(tx, row.id))
  const { rest, restFunds } = restOf(row, ending)
  const money = { refund: { ...rest, amount }, rest, ...(restFunds ? { restFunds } : {}) }
  await ctx.emit(tx, packageEnded, { ...ended, by: how.by, ...money }, row.id)
  return ended
}

/** What the player paid for the unused sessions of a package that ends, and with what. */
function restOf(row: PackageRow, { rest, back }: EndOfPackage) {
  const { discount, fee } = rest
  const paidWith = {
    discountAmount: discount,
    discountBearer: discount > 0 ? row.discountBearer : null,
    feeAmount: fee,
  }
  const { funds: restFunds } = fundsOf({ ...paidWith, feeBackAmount: back.fee })
  return { rest: { amount: rest.paid, currency: row.priceCurrency }, restFunds }
}

/** What ending a package now would give back to its player, and leave to its coach before commission, in minor units. */
export function effectOfEnding(row: PackageRow, by: Actor): { refund: number; toCoach: number } {
  const ending = endOfPackage(worthOf(row), by)
  const { amount: refund } = ending.back
  const { rest: price, restFunds: funds } = restOf(row, ending)
  return { refund, toCoach: leftToCoach(funds ? { price, funds } : { price }, refund).amount }
}

/** Whether sessions of a package can be scheduled now. */
export function isUsable(row: PackageRow, now: Date): boolean {
  return row.state === 'active' && row.validUntil !== null && now.getTime() < Date.parse(row.validUntil)
}

/** The next session of a locked package to be scheduled, with its part of the price. Throws packageOver, noSessionsLeft. */
export async function nextSession(tx: Tx, row: PackageRow, now: Date): Promise<QuotePart & { number: number }> {
  if (!isUsable(row, now)) throw packageOver()
  const next = await tx.first<Omit<QuotePart, 'bearer'> & { number: number }>`
    select number, amount as paid, fee_amount as fee, discount_amount as discount
    from package_sessions where package_id = ${row.id} and booking_id is null order by number limit 1`
  if (!next) throw noSessionsLeft()
  return { ...next, bearer: next.discount > 0 ? row.discountBearer : null }
}

/** Spends a session of a locked package on a booking. */
export async function spend(tx: Tx, packageId: string, number: number, bookingId: string): Promise<void> {
  await tx`
    update package_sessions set booking_id = ${bookingId} where package_id = ${packageId} and number = ${number}`
}

/** A booking after a change; a ruling and a final outcome say how much of its price goes back. */
type Changed = BookingRecord & { refundPercent?: number; refund?: BookingRecord['price'] }

/** A booking of a package that would be refunded whole was not used. */
function wasUnused(booking: Changed): boolean {
  if (booking.orderKind !== 'package') return false
  if (booking.refundPercent !== undefined) return booking.refundPercent === 100
  if (booking.cancellation) return booking.cancellation.refund.amount === booking.price.amount
  if (booking.refund !== undefined) return booking.refund.amount === booking.price.amount
  // As told before there was a time to contest it.
  return booking.state === 'no_show_coach' && booking.releaseAt === null
}

/**
 * Gives the session of a booking that was not used back to its package, or, when that is over, its price to the card.
 * Repeating it changes nothing, nor does a booking of another kind.
 */
export async function followUnused(tx: Tx, booking: Changed, ctx: Context<Config>): Promise<void> {
  if (!wasUnused(booking)) return
  const row = await lockPackage(tx, booking.orderId)
  const { id: bookingId, playerId, coachId, price, funds } = booking
  const to = isUsable(row, ctx.now()) ? 'package' : 'card'
  if (to === 'package') {
    const freed = await tx`update package_sessions set booking_id = null where booking_id = ${bookingId} returning 1`
    if (freed.length === 0) return
  }
  const paidWith = funds ? { price, funds } : { price }
  const returned = { packageId: row.id, bookingId, playerId, coachId, ...paidWith, to } as const
  await ctx.emit(tx, packageSessionReturned, returned, row.id)
}

/** What a package is worth now. */
function worthOf({ priceAmount: paid, feeAmount: fee, singleAmount: single, sessions, unused }: PackageRow): Worth {
  return { paid, fee, single, sessions, unused }
}

/** The contract's shape of a row. */
export function toPackage(row: PackageRow): PackageRecord {
  const currency = row.priceCurrency
  return {
    id: row.id,
    playerId: row.playerId,
    coachId: row.coachId,
    offerId: row.offerId,
    offerTitle: row.offerTitle,
    gameId: row.gameId,
    durationMinutes: row.durationMinutes,
    sessions: row.sessions,
    remaining: row.unused.length,
    price: { amount: row.priceAmount, currency },
    ...fundsOf(row),
    singlePrice: { amount: row.singleAmount, currency },
    policy: row.policy,
    state: row.state,
    payableUntil: row.payableUntil,
    createdAt: row.createdAt,
    paidAt: row.paidAt,
    validUntil: row.validUntil,
    endedAt: row.endedAt,
    refund: row.refundAmount === null ? null : { amount: row.refundAmount, currency },
  }
}
