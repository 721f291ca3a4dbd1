/** Bookings: their rules and every statement on their tables. */
import type { BookingFunds, Reschedule } from '@ecc/contracts/booking-parts'
import { transitions } from '@ecc/contracts/booking-states'
import {
  type Actor,
  type BookingRecord,
  type BookingState,
  bookingExpired,
  bookingNotFound,
  bookingRescheduleDeclined,
  notBookable,
  playerBusy,
  slotTaken,
  trialUsed,
} from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import type { GroupFacts } from '@ecc/contracts/group-terms'
import type { Back } from '@ecc/contracts/price-quote'
import { type Caller, type Context, type Queryable, type Tx, violates } from '@ecc/kit'
import { fundsOf } from './booking-funds.ts'
import { addHistory } from './booking-history.ts'
import { allows, type Transition } from './booking-states.ts'
import type { Config } from './config.ts'

/** A row of the table; `toRecord` makes the contract's shape of it. */
export interface BookingRow {
  id: string
  sessionId: string
  orderId: string
  orderKind: BookingRecord['orderKind']
  playerId: string
  coachId: string
  offerId: string
  offerTitle: string
  gameId: string
  kind: BookingRecord['kind']
  bookingMode: BookingRecord['bookingMode']
  state: BookingState
  startsAt: string
  endsAt: string
  priceAmount: number
  priceCurrency: BookingRecord['price']['currency']
  discountAmount: number
  discountBearer: BookingFunds['bearer']
  creditAmount: number
  feeAmount: number
  policy: BookingRecord['policy']
  policyVersion: number
  holdExpiresAt: string
  requestExpiresAt: string | null
  acceptedAt: string | null
  declineReason: string | null
  confirmedAt: string | null
  completedAt: string | null
  releaseAt: string | null
  cancelledBy: Actor | null
  cancelReason: string | null
  cancelledAt: string | null
  refundAmount: number | null
  feeBackAmount: number
  proposedBy: Reschedule['proposedBy'] | null
  proposedAt: string | null
  proposedStartsAt: string | null
  proposedEndsAt: string | null
  proposalExpiresAt: string | null
  proposalReason: string | null
  playerMoves: number
  coachMoves: number
  movedAt: string | null
  /** The seat in a group, from 1, with what it was sold under; null where the booking stands alone. */
  seat: number | null
  minSeats: number | null
  maxSeats: number | null
  decidesAt: string | null
  settledAt: string | null
  createdAt: string
  sequence: number
}

/**
 * Whoever takes a person's time or changes what takes it waits for this lock before any row's: an update checks the exclusion
 * constraints again, and two who check at once wait for each other until PostgreSQL ends one of them.
 */
export async function lockPeople(tx: Tx, people: readonly string[]): Promise<void> {
  const inOrder = people.toSorted()
  await tx`select pg_advisory_xact_lock(hashtextextended(person, 1)) from unnest(${inOrder}::text[]) as people (person)`
}

/**
 * Holds and proposed times that are over give their times away in the transaction that wants them; nobody waits for the job.
 * All rows are locked at once in the order of their ids, so that two who want several slots cannot deadlock.
 */
export async function freeLapsed(
  tx: Tx,
  wanted: readonly Pick<Quote, 'coachId' | 'blockedFrom' | 'blockedTo'>[],
  playerId: string,
  ctx: Context<Config>,
): Promise<void> {
  const now = ctx.now()
  const lapsed = await tx<BookingRow>`
    select * from bookings
    where ((state = 'held' and hold_expires_at <= ${now}) or (state = 'confirmed' and proposal_expires_at <= ${now}))
    and ((coach_id = ${wanted[0]?.coachId} and blocked && (
        select range_agg(tstzrange(wanted.begins, wanted.ends))
        from unnest(${wanted.map(({ blockedFrom }) => blockedFrom)}::timestamptz[],
                    ${wanted.map(({ blockedTo }) => blockedTo)}::timestamptz[]) as wanted (begins, ends)))
      or player_id = ${playerId})
    order by id for update`
  for (const row of lapsed) {
    if (row.state === 'held') await expire(tx, row, ctx)
    else await endProposal(tx, row, 'lapsed', { by: 'system', reason: notAnswered }, ctx)
  }
}

/** Why the last seat of a group was not had. */
export const everySeatTaken = 'Every seat of this group is taken.'

/** What PostgreSQL refuses about a booking's time, as the problem it is. */
export function asProblem(error: unknown): unknown {
  if (violates(error, 'coach_is_free')) return slotTaken()
  if (violates(error, 'one_player_a_seat')) return slotTaken(everySeatTaken)
  if (violates(error, 'player_is_free')) return playerBusy()
  if (violates(error, 'one_trial_per_coach')) return trialUsed()
  if (violates(error, 'day_within_caps'))
    return notBookable('The coach takes no more bookings on that day.', { reason: 'day-full' })
  if (violates(error, 'week_within_caps'))
    return notBookable('The coach takes no more bookings in that week.', { reason: 'week-full' })
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
  requestExpiresAt?: Date
  acceptedAt?: Date
  declineReason?: string | null
  confirmedAt?: Date
  completedAt?: Date
  releaseAt?: Date
  cancelledAt?: Date
  /** What goes back to the player, now or when the money moves. */
  refund?: Back
  /** Minor units that go back to the player now, and with them the rest to the coach. Left out: no money moves. */
  toPlayer?: number
}

/**
 * Takes a booking, locked by the caller, through a transition, and appends it to its history.
 * Throws slotTaken, playerBusy, trialUsed or notBookable when a lapsed hold is confirmed late and can no longer be.
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
        request_expires_at = coalesce(${changes.requestExpiresAt}, request_expires_at),
        accepted_at = coalesce(${changes.acceptedAt}, accepted_at), decline_reason = ${changes.declineReason ?? null},
        confirmed_at = coalesce(${changes.confirmedAt}, confirmed_at),
        completed_at = coalesce(${changes.completedAt}, completed_at),
        release_at = coalesce(${changes.releaseAt}, release_at),
        cancelled_at = ${cancelled ? now : null}, cancelled_by = ${cancelled ? cause.by : null},
        cancel_reason = ${cancelled ? (cause.reason ?? null) : null},
        refund_amount = coalesce(${changes.refund?.amount}, refund_amount),
        fee_back_amount = coalesce(${changes.refund?.fee}, fee_back_amount),
        settled_at = coalesce(settled_at, ${changes.toPlayer === undefined ? null : now}),
        ${keptTime(tx)}, ${noProposalColumns(tx)}
      where id = ${row.id} returning *`
    await addHistory(tx, changed, { ...cause, from: row.state, at: now, toPlayer: changes.toPlayer })
    return toRecord(changed)
  } catch (error) {
    throw asProblem(error)
  }
}

/** Lets a hold lapse, or a request. */
export async function expire(
  tx: Tx,
  row: BookingRow,
  ctx: Context<Config>,
  reason = 'not paid in time',
): Promise<BookingRecord> {
  const booking = await change(tx, row, 'expire', { by: 'system', reason }, ctx.now())
  await ctx.emit(tx, bookingExpired, booking, booking.id)
  return booking
}

/** Why a proposed time, or a request, came to nothing when nobody answered it. */
export const notAnswered = 'not answered in time'

/** The old time alone, for an `update`: what a booking takes when its proposal ends without a move. */
const keptTime = (tx: Tx) => tx.part`
  blocked = coalesce(kept_blocked, blocked),
  occupied = case when proposed_by is null then occupied else tstzmultirange(tstzrange(starts_at, ends_at)) end`

/** No open proposal, for an `update`. */
export const noProposalColumns = (tx: Tx) => tx.part`
  proposed_by = null, proposed_at = null, proposed_starts_at = null, proposed_ends_at = null, proposed_blocked = null,
  kept_blocked = null, proposal_expires_at = null, proposal_reason = null`

/** Ends the open proposal of a locked booking without a move: the old time stands, the proposed one is free again. */
export async function endProposal(
  tx: Tx,
  row: BookingRow,
  how: 'declined' | 'withdrawn' | 'lapsed',
  cause: Cause,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const ended = proposalOf(row)
  if (!ended) throw new Error('there is no proposal to end')
  const changed = await tx.one<BookingRow>`
    update bookings set sequence = sequence + 1, ${keptTime(tx)}, ${noProposalColumns(tx)} where id = ${row.id} returning *`
  const move = { step: how, from: row.startsAt, to: ended.startsAt }
  await addHistory(tx, changed, { ...cause, from: row.state, at: ctx.now(), move })
  const booking = toRecord(changed)
  const why = cause.reason ?? null
  await ctx.emit(tx, bookingRescheduleDeclined, { ...booking, ended: { ...ended, how, why } }, booking.id)
  return booking
}

/** Locks a booking and its people for a change. Throws bookingNotFound. */
export async function lock(tx: Tx, id: string): Promise<BookingRow> {
  const { coachId, playerId } = await find(tx, id)
  await lockPeople(tx, [coachId, playerId])
  return lockRow(tx, id)
}

/** A booking whose people are locked, locked itself. */
export async function lockRow(tx: Tx, id: string): Promise<BookingRow> {
  return tx.one<BookingRow>`select * from bookings where id = ${id} for update`
}

/** Reads a booking. Throws bookingNotFound. */
export async function find(sql: Queryable, id: string): Promise<BookingRow> {
  const row = await sql.first<BookingRow>`select * from bookings where id = ${id}`
  if (!row) throw bookingNotFound()
  return row
}

/** Reads several bookings, by their ids; those that are not there are left out. */
export async function findAll(sql: Queryable, ids: readonly string[]): Promise<Map<string, BookingRow>> {
  const rows = await sql<BookingRow>`select * from bookings where id = any(${ids}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
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
    orderKind: row.orderKind,
    playerId: row.playerId,
    coachId: row.coachId,
    offerId: row.offerId,
    offerTitle: row.offerTitle,
    gameId: row.gameId,
    kind: row.kind,
    bookingMode: row.bookingMode,
    state: row.state,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    durationMinutes: Math.round((Date.parse(row.endsAt) - Date.parse(row.startsAt)) / 60_000),
    price,
    ...fundsOf(row),
    policy: row.policy,
    policyVersion: row.policyVersion,
    holdExpiresAt: row.holdExpiresAt,
    request:
      row.requestExpiresAt === null
        ? null
        : { expiresAt: row.requestExpiresAt, acceptedAt: row.acceptedAt, declineReason: row.declineReason },
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
    reschedule: proposalOf(row),
    movedAt: row.movedAt,
    group: factsOf(row),
    sequence: row.sequence,
  }
}

function factsOf({ minSeats, maxSeats, decidesAt }: BookingRow): GroupFacts | null {
  if (minSeats === null || maxSeats === null || decidesAt === null) return null
  return { minSeats, maxSeats, decidesAt }
}

function proposalOf(row: BookingRow): Reschedule | null {
  if (row.proposedBy === null) return null
  return {
    proposedBy: row.proposedBy,
    startsAt: row.proposedStartsAt as string,
    endsAt: row.proposedEndsAt as string,
    expiresAt: row.proposalExpiresAt as string,
    reason: row.proposalReason,
  }
}
