/** Bookings: their rules and every statement on their tables. */
import { transitions } from '@ecc/contracts/booking-states'
import {
  type Actor,
  type BookingRecord,
  type BookingState,
  bookingExpired,
  bookingNotFound,
  type HistoryEntry,
  playerBusy,
  slotTaken,
  tooManyHolds,
} from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import { type Caller, type Context, plusMinutes, type Queryable, type Tx, violates } from '@ecc/kit'
import { allows, type Transition } from './booking-states.ts'
import type { Config } from './config.ts'
import { currentPolicy } from './policy.ts'

/** A row of the table; `toRecord` makes the contract's shape of it. */
export interface BookingRow {
  id: string
  sessionId: string
  orderId: string
  playerId: string
  coachId: string
  offerId: string
  offerTitle: string
  gameId: string
  kind: BookingRecord['kind']
  state: BookingState
  startsAt: string
  endsAt: string
  priceAmount: number
  priceCurrency: BookingRecord['price']['currency']
  policy: BookingRecord['policy']
  policyVersion: number
  holdExpiresAt: string
  confirmedAt: string | null
  completedAt: string | null
  releaseAt: string | null
  cancelledBy: Actor | null
  cancelReason: string | null
  cancelledAt: string | null
  refundAmount: number | null
  settledAt: string | null
  createdAt: string
  sequence: number
}

/** Holds a quoted slot for a player. Throws slotTaken, playerBusy or tooManyHolds. */
export async function hold(tx: Tx, quote: Quote, playerId: string, ctx: Context<Config>): Promise<BookingRecord> {
  const now = ctx.now()
  const id = ctx.id()
  const { version, values: policy } = await currentPolicy(tx)
  await lockPeople(tx, [quote.coachId, playerId])
  await expireLapsedHolds(tx, quote, playerId, ctx)
  await refuseHoarding(tx, playerId, policy.holdsPerPlayer)
  try {
    const row = await tx.one<BookingRow>`
      insert into bookings (id, session_id, order_id, player_id, coach_id, offer_id, offer_title, game_id, kind, state,
                            starts_at, ends_at, blocked, occupied,
                            price_amount, price_currency, policy, policy_version, hold_expires_at, created_at)
      values (${id}, ${id}, ${id}, ${playerId}, ${quote.coachId}, ${quote.offerId}, ${quote.offerTitle}, ${quote.gameId},
              ${quote.kind}, 'held', ${quote.startsAt}, ${quote.endsAt},
              tstzmultirange(tstzrange(${quote.blockedFrom}, ${quote.blockedTo})),
              tstzmultirange(tstzrange(${quote.startsAt}, ${quote.endsAt})), ${quote.price.amount}, ${quote.price.currency}, ${quote.policy}, ${version},
              ${plusMinutes(now, policy.holdMinutes)}, ${now})
      returning *`
    await addHistory(tx, row, { from: null, by: 'player', actorId: playerId, reason: null, at: now })
    return toRecord(row)
  } catch (error) {
    throw asProblem(error)
  }
}

/** Two who want the same person's time take turns, since exclusion constraints checked at once can deadlock. */
export async function lockPeople(tx: Tx, people: readonly string[]): Promise<void> {
  for (const person of people.toSorted()) await tx`select pg_advisory_xact_lock(hashtextextended(${person}, 1))`
}

/** A hold whose time is up gives its slot away in the transaction that wants it; nobody waits for the job. */
async function expireLapsedHolds(tx: Tx, quote: Quote, playerId: string, ctx: Context<Config>): Promise<void> {
  const lapsed = await tx<BookingRow>`
    select * from bookings where state = 'held' and hold_expires_at <= ${ctx.now()}
    and ((coach_id = ${quote.coachId} and blocked && tstzrange(${quote.blockedFrom}, ${quote.blockedTo})) or player_id = ${playerId})
    for update`
  for (const row of lapsed) await expire(tx, row, ctx)
}

async function refuseHoarding(tx: Tx, playerId: string, maxHolds: number): Promise<void> {
  const { held } = await tx.one<{ held: number }>`
    select count(*)::int as held from bookings where player_id = ${playerId} and state = 'held'`
  if (held >= maxHolds) throw tooManyHolds()
}

function asProblem(error: unknown): unknown {
  if (violates(error, 'coach_is_free')) return slotTaken()
  if (violates(error, 'player_is_free')) return playerBusy()
  return error
}

/** Who changes a booking, and why. */
export interface Cause {
  by: Actor
  actorId?: string
  reason?: string | null
}

/** Columns that a change may set besides the state. */
export interface Changes {
  paymentId?: string
  confirmedAt?: Date
  completedAt?: Date
  releaseAt?: Date
  cancelledAt?: Date
  refundAmount?: number
  /** Minor units that go back to the player now, and with them the rest to the coach. Left out: no money moves. */
  toPlayer?: number
}

/**
 * Takes a booking, locked by the caller, through a transition, and appends it to its history.
 * Throws slotTaken or playerBusy when a lapsed hold is confirmed late and its time is no longer free.
 */
export async function change(
  tx: Tx,
  row: BookingRow,
  transition: Transition,
  cause: Cause,
  now: Date,
  changes: Changes = {},
): Promise<BookingRecord> {
  if (!allows(row.state, transition)) throw new Error(`a booking that is ${row.state} cannot ${transition}`)
  if (changes.toPlayer !== undefined && row.settledAt !== null) throw new Error('this money was shared out before')
  const { to } = transitions[transition]
  const cancelled = to === 'cancelled'
  try {
    const changed = await tx.one<BookingRow>`
      update bookings set state = ${to}, sequence = sequence + 1,
        payment_id = coalesce(${changes.paymentId}, payment_id),
        confirmed_at = coalesce(${changes.confirmedAt}, confirmed_at),
        completed_at = coalesce(${changes.completedAt}, completed_at),
        release_at = coalesce(${changes.releaseAt}, release_at),
        cancelled_at = ${cancelled ? now : null}, cancelled_by = ${cancelled ? cause.by : null},
        cancel_reason = ${cancelled ? (cause.reason ?? null) : null},
        refund_amount = coalesce(${changes.refundAmount}, refund_amount),
        settled_at = coalesce(settled_at, ${changes.toPlayer === undefined ? null : now})
      where id = ${row.id} returning *`
    await addHistory(tx, changed, {
      from: row.state,
      by: cause.by,
      actorId: cause.actorId ?? null,
      reason: cause.reason ?? null,
      at: now,
      toPlayer: changes.toPlayer ?? null,
    })
    return toRecord(changed)
  } catch (error) {
    throw asProblem(error)
  }
}

/** Lets a hold lapse. */
export async function expire(tx: Tx, row: BookingRow, ctx: Context<Config>): Promise<BookingRecord> {
  const booking = await change(tx, row, 'expire', { by: 'system', reason: 'not paid in time' }, ctx.now())
  await ctx.emit(tx, bookingExpired, booking, booking.id)
  return booking
}

async function addHistory(
  tx: Tx,
  row: BookingRow,
  entry: {
    from: BookingState | null
    by: Actor
    actorId: string | null
    reason: string | null
    at: Date
    toPlayer?: number | null
  },
): Promise<void> {
  const toPlayer = entry.toPlayer ?? null
  const toCoach = toPlayer === null ? null : row.priceAmount - toPlayer
  await tx`
    insert into booking_history (booking_id, sequence, at, by, actor_id, from_state, to_state, reason, to_player, to_coach)
    values (${row.id}, ${row.sequence}, ${entry.at}, ${entry.by}, ${entry.actorId}, ${entry.from}, ${row.state}, ${entry.reason},
            ${toPlayer}, ${toCoach})`
}

/** Gives a failed session, locked by the caller, the time of a quote; the change to `confirmed` then claims it. */
export async function moveFailed(tx: Tx, row: BookingRow, quote: Quote): Promise<BookingRow> {
  await lockPeople(tx, [row.coachId, row.playerId])
  return tx.one<BookingRow>`
    update bookings set starts_at = ${quote.startsAt}, ends_at = ${quote.endsAt},
      blocked = tstzmultirange(tstzrange(${quote.blockedFrom}, ${quote.blockedTo})),
      occupied = tstzmultirange(tstzrange(${quote.startsAt}, ${quote.endsAt})), release_at = null, refund_amount = null
    where id = ${row.id} and state = 'failed' returning *`
}

/** A booking's history, oldest first, with where its money went. */
export async function historyOf(sql: Queryable, row: BookingRow): Promise<HistoryEntry[]> {
  const lines = await sql<Omit<HistoryEntry, 'money'> & { toPlayer: number | null; toCoach: number | null }>`
    select at, by, from_state as "from", to_state as "to", reason, to_player, to_coach
    from booking_history where booking_id = ${row.id} order by sequence`
  const money = (amount: number) => ({ amount, currency: row.priceCurrency })
  return lines.map(({ toPlayer, toCoach, ...line }) => ({
    ...line,
    money: toPlayer === null || toCoach === null ? null : { toPlayer: money(toPlayer), toCoach: money(toCoach) },
  }))
}

/** Locks a booking for a change. Throws bookingNotFound. */
export async function lock(tx: Tx, id: string): Promise<BookingRow> {
  const row = await tx.first<BookingRow>`select * from bookings where id = ${id} for update`
  if (!row) throw bookingNotFound()
  return row
}

/** Reads a booking. Throws bookingNotFound. */
export async function find(sql: Queryable, id: string): Promise<BookingRow> {
  const row = await sql.first<BookingRow>`select * from bookings where id = ${id}`
  if (!row) throw bookingNotFound()
  return row
}

/** What the caller is to this booking. Throws bookingNotFound for everybody else, as if it did not exist. */
export function sideOf(row: Pick<BookingRow, 'playerId' | 'coachId'>, caller: Caller): 'player' | 'coach' | 'admin' {
  if (row.playerId === caller.userId) return 'player'
  if (row.coachId === caller.userId) return 'coach'
  if (caller.roles.includes('admin')) return 'admin'
  throw bookingNotFound()
}

/** The contract's shape of a row. */
export function toRecord(row: BookingRow): BookingRecord {
  const price = { amount: row.priceAmount, currency: row.priceCurrency }
  const cancelled = row.cancelledAt !== null && row.cancelledBy !== null
  return {
    id: row.id,
    sessionId: row.sessionId,
    orderId: row.orderId,
    playerId: row.playerId,
    coachId: row.coachId,
    offerId: row.offerId,
    offerTitle: row.offerTitle,
    gameId: row.gameId,
    kind: row.kind,
    state: row.state,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    durationMinutes: Math.round((Date.parse(row.endsAt) - Date.parse(row.startsAt)) / 60_000),
    price,
    policy: row.policy,
    policyVersion: row.policyVersion,
    holdExpiresAt: row.holdExpiresAt,
    createdAt: row.createdAt,
    confirmedAt: row.confirmedAt,
    completedAt: row.completedAt,
    releaseAt: row.releaseAt,
    cancellation: cancelled
      ? {
          by: row.cancelledBy as Actor,
          reason: row.cancelReason,
          at: row.cancelledAt as string,
          refund: { ...price, amount: row.refundAmount ?? 0 },
        }
      : null,
    sequence: row.sequence,
  }
}
