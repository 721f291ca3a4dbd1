/** Taking a time: what a new booking needs, and the limits of who may hold how much. */
import { type BookingRecord, tooManyHolds, tooManyOpenRequests } from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import type { GroupFacts } from '@ecc/contracts/group-terms'
import { type Context, plusMinutes, type Tx } from '@ecc/kit'
import { asProblem, type BookingRow, type Cause, freeLapsed, lockPeople, toRecord } from './booking.ts'
import { addHistory } from './booking-history.ts'
import type { Config } from './config.ts'
import { currentPolicy } from './policy.ts'
import { refuseTooManyTrials } from './trials.ts'

/**
 * Holds a quoted slot for a player who chose it, or for whom it came free (`waited`). Throws slotTaken, playerBusy,
 * tooManyHolds, tooManyOpenRequests, trialUsed or tooManyTrials.
 */
export async function hold(
  tx: Tx,
  quote: Quote,
  playerId: string,
  ctx: Context<Config>,
  { waited = false } = {},
): Promise<BookingRecord> {
  const now = ctx.now()
  const { version, values: policy } = await currentPolicy(tx)
  await lockPeople(tx, [quote.coachId, playerId])
  await freeLapsed(tx, [quote], playerId, ctx)
  await refuseHoarding(tx, playerId, policy.holdsPerPlayer)
  if (quote.bookingMode === 'request') await refuseMoreRequests(tx, playerId, policy.requestsPerPlayer)
  if (quote.kind === 'trial') await refuseTooManyTrials(tx, playerId, policy, now)
  const id = ctx.id()
  const holdExpiresAt = plusMinutes(now, waited ? policy.waitingHoldMinutes : policy.holdMinutes)
  const cause: Cause = waited ? { by: 'system', reason: 'a time came free' } : { by: 'player', actorId: playerId }
  const terms = { id, orderId: id, orderKind: 'booking', playerId, policyVersion: version } as const
  return addBooking(tx, quote, { ...terms, holdExpiresAt, confirmedAt: null }, cause, now)
}

/** What a new booking has besides its quote; it is held, or confirmed at once when it is paid for already. */
export interface Terms {
  id: string
  orderId: string
  orderKind: BookingRecord['orderKind']
  playerId: string
  policyVersion: number
  holdExpiresAt: Date
  confirmedAt: Date | null
  seat?: Seat
}

/** A seat in a group; `id` is the group's. */
export interface Seat extends GroupFacts {
  id: string
  seat: number
}

/** Adds a booking; its people must be locked. Throws slotTaken, playerBusy, trialUsed, or notBookable for a full day or week. */
export async function addBooking(tx: Tx, quote: Quote, terms: Terms, cause: Cause, now: Date): Promise<BookingRecord> {
  const { id, playerId, seat } = terms
  const state = terms.confirmedAt === null ? 'held' : 'confirmed'
  try {
    const row = await tx.one<BookingRow>`
      insert into bookings (id, session_id, order_id, order_kind, player_id, coach_id, offer_id, offer_title, game_id, kind,
                            booking_mode, state,
                            starts_at, ends_at, blocked, occupied,
                            price_amount, price_currency, policy, policy_version, hold_expires_at, confirmed_at, created_at,
                            coach_zone, max_bookings_per_day, max_bookings_per_week, max_minutes_per_day, max_minutes_per_week,
                            seat, min_seats, max_seats, decides_at)
      values (${id}, ${seat?.id ?? id}, ${terms.orderId}, ${terms.orderKind}, ${playerId}, ${quote.coachId}, ${quote.offerId},
              ${quote.offerTitle}, ${quote.gameId}, ${quote.kind}, ${quote.bookingMode}, ${state}, ${quote.startsAt}, ${quote.endsAt},
              tstzmultirange(tstzrange(${quote.blockedFrom}, ${quote.blockedTo})),
              tstzmultirange(tstzrange(${quote.startsAt}, ${quote.endsAt})), ${quote.price.amount}, ${quote.price.currency}, ${quote.policy}, ${terms.policyVersion},
              ${terms.holdExpiresAt}, ${terms.confirmedAt}, ${now}, ${quote.coachZone}, ${quote.maxBookingsPerDay},
              ${quote.maxBookingsPerWeek}, ${quote.maxMinutesPerDay}, ${quote.maxMinutesPerWeek},
              ${seat?.seat}, ${seat?.minSeats}, ${seat?.maxSeats}, ${seat?.decidesAt})
      returning *`
    await addHistory(tx, row, { ...cause, from: null, at: now })
    return toRecord(row)
  } catch (error) {
    throw asProblem(error)
  }
}

/** Throws tooManyHolds; the dates of a series are held as one. */
export async function refuseHoarding(tx: Tx, playerId: string, maxHolds: number): Promise<void> {
  const { held } = await tx.one<{ held: number }>`
    select count(distinct order_id)::int as held from bookings where player_id = ${playerId} and state = 'held'`
  if (held >= maxHolds) throw tooManyHolds()
}

/** What is held to be asked for counts too: it is a request as soon as its card is authorised. */
async function refuseMoreRequests(tx: Tx, playerId: string, maxRequests: number): Promise<void> {
  const { open } = await tx.one<{ open: number }>`
    select count(*)::int as open from bookings
    where player_id = ${playerId} and (state = 'requested' or (state = 'held' and booking_mode = 'request'))`
  if (open >= maxRequests) throw tooManyOpenRequests()
}
