/** Disputes: every statement on their table and history. */
import type { Actor } from '@ecc/contracts/bookings'
import { type DisputeStep, disputeSteps, mayStep } from '@ecc/contracts/dispute-states'
import type { Remedy } from '@ecc/contracts/dispute-terms'
import {
  type Dispute,
  type DisputeEvent,
  disputeMovedOn,
  disputeNotFound,
  notDisputable,
} from '@ecc/contracts/disputes'
import type { Side } from '@ecc/contracts/outcomes'
import { type Context, type PageAsked, type Queryable, type Tx, violates } from '@ecc/kit'
import type { BookingRow } from './booking.ts'
import type { Config } from './config.ts'
import { deadlinesFrom, nextDue, type Standing } from './dispute-rules.ts'
import { policyOf } from './policy.ts'

/** A row of the table. */
export interface DisputeRow extends Standing {
  id: string
  bookingId: string
  startsAt: string
  openedAt: string
  openedFrom: 'in_progress' | 'completed' | 'no_show_player' | 'no_show_coach' | 'failed'
  reason: Dispute['reason']
  words: string
  askedKind: Remedy['kind']
  askedPercent: number
  answerWords: string | null
  answeredAt: string | null
  dueAt: string | null
  takenBy: string | null
  ruledKind: Remedy['kind'] | null
  ruledPercent: number | null
  ruledWords: string | null
  endedAt: string | null
}

/** Who does something in a dispute, and why; `toId` is whom of staff it is handed to. */
export interface DisputeCause {
  by: Actor
  actorId?: string
  toId?: string | null
  words?: string | null
}

/** Opens a dispute about the session a booking has now. Throws notDisputable when there was one about it. */
export async function addDispute(
  tx: Tx,
  row: BookingRow,
  claim: { by: Side; actorId: string; reason: Dispute['reason']; words: string; asked: Remedy },
  ctx: Context<Config>,
): Promise<DisputeRow> {
  const now = ctx.now()
  const { answerBy, evidenceUntil, ruleBy } = deadlinesFrom(now, await policyOf(row.policyVersion, ctx, tx))
  const { by, reason, words, asked } = claim
  try {
    const added = await tx.one<DisputeRow>`
      insert into disputes (id, booking_id, starts_at, state, opened_by, opened_at, opened_from, reason, words, asked_kind, asked_percent,
                            answer_by, evidence_until, rule_by)
      values (${ctx.id()}, ${row.id}, ${row.startsAt}, 'open', ${by}, ${now}, ${row.state}, ${reason}, ${words}, ${asked.kind}, ${asked.percent},
              ${answerBy}, ${evidenceUntil}, ${ruleBy}) returning *`
    await note(tx, added, 'opened', { by, actorId: claim.actorId, words }, now)
    return await planNext(tx, added)
  } catch (error) {
    throw violates(error, 'one_dispute_a_session') ? notDisputable() : error
  }
}

/** Columns that a step may set besides the state. */
interface Columns {
  answerWords?: string
  ruled?: Remedy
  ruledWords?: string | null
}

const eventOf = {
  answer: 'answered',
  accept: 'accepted',
  default: 'defaulted',
  closeEvidence: 'evidence_closed',
  rule: 'ruled',
  withdraw: 'withdrawn',
} as const satisfies Record<DisputeStep, DisputeEvent['what']>

/** Takes a dispute, whose booking is locked by the caller, a step on. Throws disputeMovedOn when it is not there any more. */
export async function step(
  tx: Tx,
  dispute: DisputeRow,
  name: DisputeStep,
  cause: DisputeCause,
  now: Date,
  columns: Columns = {},
): Promise<DisputeRow> {
  if (!mayStep(dispute.state, name)) throw disputeMovedOn()
  const { to } = disputeSteps[name]
  const isOver = to !== 'answered' && to !== 'evidence_closed'
  const { answerWords, ruled, ruledWords } = columns
  const changed = await tx.one<DisputeRow>`
    update disputes set state = ${to}, ended_at = ${isOver ? now : null}, due_at = null,
      answer_words = coalesce(${answerWords}, answer_words),
      answered_at = ${answerWords === undefined ? dispute.answeredAt : now},
      ruled_kind = ${ruled?.kind}, ruled_percent = ${ruled?.percent}, ruled_words = ${ruledWords}
    where id = ${dispute.id} returning *`
  await note(tx, changed, eventOf[name], cause, now)
  return planNext(tx, changed)
}

/** Notes that the reminder of a deadline is behind; `told` says whether there was one. */
export async function noteReminder(
  tx: Tx,
  dispute: DisputeRow,
  of: 'answer' | 'evidence',
  told: boolean,
  now: Date,
): Promise<DisputeRow> {
  const changed = await tx.one<DisputeRow>`update disputes set reminded = ${of} where id = ${dispute.id} returning *`
  if (told) await note(tx, changed, 'reminded', { by: 'system' }, now)
  return planNext(tx, changed)
}

/** Notes that nobody ruled in time. */
export async function noteOverdue(tx: Tx, dispute: DisputeRow, now: Date): Promise<DisputeRow> {
  const changed = await tx.one<DisputeRow>`update disputes set overdue_at = ${now} where id = ${dispute.id} returning *`
  await note(tx, changed, 'overdue', { by: 'system' }, now)
  return planNext(tx, changed)
}

/** Notes who of staff works on it, `by` the one who says so; null is nobody. */
export async function assign(
  tx: Tx,
  dispute: DisputeRow,
  to: string | null,
  by: string,
  now: Date,
): Promise<DisputeRow> {
  const what = to === null ? 'handed_back' : to === by ? 'taken' : 'handed_over'
  await note(tx, dispute, what, { by: 'admin', actorId: by, ...(what === 'handed_over' ? { toId: to } : {}) }, now)
  return tx.one<DisputeRow>`update disputes set taken_by = ${to} where id = ${dispute.id} returning *`
}

async function planNext(tx: Tx, dispute: DisputeRow): Promise<DisputeRow> {
  return tx.one<DisputeRow>`
    update disputes set due_at = ${nextDue(dispute)?.at ?? null} where id = ${dispute.id} returning *`
}

/** Appends a line to the history of a dispute whose booking is locked. */
export async function note(
  tx: Tx,
  { id }: Pick<DisputeRow, 'id'>,
  what: DisputeEvent['what'],
  { by, actorId, toId, words }: DisputeCause,
  at: Date,
): Promise<void> {
  await tx`
    insert into dispute_history (dispute_id, number, at, by, actor_id, to_id, what, words)
    select ${id}, coalesce(max(number), 0) + 1, ${at}, ${by}, ${actorId}, ${toId}, ${what}, ${words}
    from dispute_history where dispute_id = ${id}`
}

/** A line of the history with who it was, and whom of staff it was handed to. */
export interface HistoryRow extends DisputeEvent {
  actorId: string | null
  toId: string | null
}

/** What happened in a dispute, oldest first. */
export async function disputeHistoryOf(sql: Queryable, { id }: DisputeRow): Promise<HistoryRow[]> {
  return sql<HistoryRow>`
    select at, by, what, words, actor_id, to_id from dispute_history where dispute_id = ${id} order by number limit 200`
}

/** The latest dispute on a booking; undefined when there was none. */
export async function latestDispute(sql: Queryable, bookingId: string): Promise<DisputeRow | undefined> {
  return sql.first<DisputeRow>`
    select * from disputes where booking_id = ${bookingId} order by opened_at desc, starts_at desc limit 1`
}

/** The same. Throws disputeNotFound. */
export async function disputeOn(sql: Queryable, bookingId: string): Promise<DisputeRow> {
  const dispute = await latestDispute(sql, bookingId)
  if (!dispute) throw disputeNotFound()
  return dispute
}

/** The bookings of disputes in which something fell due and was not done; a look after the jobs that should have. */
export async function overdueBookings(sql: Queryable, now: Date, most: number): Promise<string[]> {
  const rows = await sql<{ bookingId: string }>`
    select booking_id from disputes where due_at <= ${now} order by due_at limit ${most}`
  return rows.map(({ bookingId }) => bookingId)
}

/** Open disputes, all or those that one of staff has, the one whose ruling is due first at the top, one more than asked for. */
export async function openDisputes(
  sql: Queryable,
  takenBy: string | null,
  { limit, after }: PageAsked,
): Promise<DisputeRow[]> {
  const theirs = takenBy === null ? sql.part`` : sql.part`and taken_by = ${takenBy}`
  const later = after ? sql.part`and (rule_by, id) > (${after.at}, ${after.id})` : sql.part``
  return sql<DisputeRow>`
    select * from disputes where ended_at is null ${theirs} ${later} order by rule_by, id limit ${limit + 1}`
}

/** Other disputes of these two people, latest first, the last twenty. */
export async function earlierDisputes(
  sql: Queryable,
  { id }: DisputeRow,
  { playerId, coachId }: Pick<BookingRow, 'playerId' | 'coachId'>,
): Promise<(DisputeRow & { of: Side })[]> {
  return sql<DisputeRow & { of: Side }>`
    select d.*, case when b.player_id = ${playerId} then 'player' else 'coach' end as of
    from disputes d join bookings b on b.id = d.booking_id
    where (b.player_id = ${playerId} or b.coach_id = ${coachId}) and d.id <> ${id}
    order by d.opened_at desc, d.id desc limit 20`
}

/** What was asked for. */
export const askedIn = ({ askedKind, askedPercent }: DisputeRow): Remedy => ({ kind: askedKind, percent: askedPercent })
