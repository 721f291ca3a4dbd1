/** Disputes as their two sides and staff see them. */

import { getChargebackStanding } from '@ecc/contracts/chargebacks'
import { moneyOf, type Remedy } from '@ecc/contracts/dispute-terms'
import type { Dispute, DisputeCase, DisputeInList } from '@ecc/contracts/disputes'
import { timedOut, unavailable } from '@ecc/contracts/problems'
import { findUsers } from '@ecc/contracts/users'
import type { Caller, Context } from '@ecc/kit'
import { type BookingRow, find, sideOf, toRecord } from './booking.ts'
import { findPeopleOf } from './booking-view.ts'
import { isMarked } from './coach-mark.ts'
import type { Config } from './config.ts'
import { askedIn, type DisputeRow, disputeHistoryOf, disputeOn, earlierDisputes } from './dispute.ts'
import { mayDo } from './dispute-rules.ts'
import { evidenceOf } from './evidence.ts'
import { outcomeOf } from './outcome.ts'

/** The latest dispute on a booking, as this person sees it. Throws bookingNotFound, disputeNotFound. */
export async function viewDispute(bookingId: string, caller: Caller, ctx: Context<Config>): Promise<Dispute> {
  return (await read(bookingId, caller, ctx)).view
}

async function read(bookingId: string, caller: Caller, ctx: Context<Config>) {
  const { sql } = ctx
  const row = await find(sql, bookingId)
  const viewerIs = sideOf(row, caller)
  const dispute = await disputeOn(sql, bookingId)
  const person = await findPeopleOf([row], ctx)
  const view: Dispute = {
    ...factsOf(dispute, row),
    player: person(row.playerId),
    coach: person(row.coachId),
    viewerIs,
    outcome: await outcomeOf(sql, row, dispute.startsAt),
    evidence: await evidenceOf(sql, dispute),
    history: (await disputeHistoryOf(sql, dispute)).map(({ at, by, what, words }) => ({ at, by, what, words })),
    may: mayDo(dispute, viewerIs, ctx.now()),
  }
  return { view, dispute }
}

/** The same with what only staff see. */
export async function viewCase(bookingId: string, caller: Caller, ctx: Context<Config>): Promise<DisputeCase> {
  const { sql } = ctx
  const { view, dispute } = await read(bookingId, caller, ctx)
  const history = await disputeHistoryOf(sql, dispute)
  const acting = history.flatMap(({ by, actorId, toId }) => (by === 'admin' ? [actorId, toId] : []))
  const name = await namesOf([dispute.takenBy, ...acting], ctx)
  return {
    ...view,
    history: history.map(({ at, by, what, words, actorId, toId }) => {
      return { at, by, what, words, byName: by === 'admin' ? name(actorId) : null, toName: name(toId) }
    }),
    takenBy: dispute.takenBy,
    takenByName: name(dispute.takenBy),
    chargebacks: await chargebacksOf(view.booking.orderId, ctx),
    marked: await isMarked(sql, view.booking.sessionId),
    earlier: (await earlierDisputes(sql, dispute, view.booking)).map((one) => ({
      bookingId: one.bookingId,
      of: one.of,
      openedBy: one.openedBy,
      openedAt: one.openedAt,
      reason: one.reason,
      state: one.state,
      remedy: ruledIn(one),
    })),
  }
}

/** A payment-service that is away hides nothing but this. */
async function chargebacksOf(orderId: string, ctx: Context): Promise<DisputeCase['chargebacks']> {
  try {
    return await ctx.call(getChargebackStanding, { params: { id: orderId } })
  } catch (error) {
    if (!unavailable.is(error) && !timedOut.is(error)) throw error
    ctx.log.warn({ orderId }, 'chargebacks are not known right now')
    return null
  }
}

/** A page of disputes with their bookings, as staff see them. */
export async function viewList(
  disputes: readonly DisputeRow[],
  rows: ReadonlyMap<string, BookingRow>,
  ctx: Context<Config>,
): Promise<DisputeInList[]> {
  const person = await findPeopleOf([...rows.values()], ctx)
  const name = await namesOf(
    disputes.map(({ takenBy }) => takenBy),
    ctx,
  )
  return disputes.flatMap((dispute) => {
    const row = rows.get(dispute.bookingId)
    if (!row) return []
    const { takenBy } = dispute
    const people = { player: person(row.playerId), coach: person(row.coachId) }
    return [{ ...factsOf(dispute, row), ...people, takenBy, takenByName: name(takenBy) }]
  })
}

function factsOf(dispute: DisputeRow, row: BookingRow) {
  const booking = toRecord(row)
  const ruled = ruledIn(dispute)
  const { answerWords, answeredAt, endedAt } = dispute
  return {
    id: dispute.id,
    state: dispute.state,
    openedBy: dispute.openedBy,
    openedAt: dispute.openedAt,
    reason: dispute.reason,
    words: dispute.words,
    asked: askedIn(dispute),
    askedMoney: moneyOf(booking, askedIn(dispute)),
    answer: answerWords === null || answeredAt === null ? null : { words: answerWords, at: answeredAt },
    answerBy: dispute.answerBy,
    evidenceUntil: dispute.evidenceUntil,
    ruleBy: dispute.ruleBy,
    overdue: dispute.overdueAt !== null && endedAt === null,
    ruling:
      ruled === null || endedAt === null
        ? null
        : { remedy: ruled, words: dispute.ruledWords, at: endedAt, money: moneyOf(booking, ruled) },
    booking,
  }
}

function ruledIn({ ruledKind, ruledPercent }: DisputeRow): Remedy | null {
  return ruledKind === null || ruledPercent === null ? null : { kind: ruledKind, percent: ruledPercent }
}

/** The names of these of staff; null for nobody, and for someone who is gone. */
async function namesOf(ids: readonly (string | null)[], ctx: Context): Promise<(id: string | null) => string | null> {
  const known = [...new Set(ids)].filter((id) => id !== null)
  const { items } = known.length > 0 ? await ctx.call(findUsers, { body: { ids: known } }) : { items: [] }
  const names = new Map(items.map(({ id, displayName }) => [id, displayName]))
  return (id) => (id === null ? null : (names.get(id) ?? null))
}
