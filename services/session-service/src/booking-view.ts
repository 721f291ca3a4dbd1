/** Bookings as people see them: with both people's cards and what the viewer may do. */
import { type CancelEffect, soldFor } from '@ecc/contracts/booking-parts'
import type { Booking } from '@ecc/contracts/bookings'
import { findUsers } from '@ecc/contracts/users'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { type Context, plusMinutes } from '@ecc/kit'
import { type BookingRow, toRecord } from './booking.ts'
import { type Circumstances, cancelEffect, withGroup } from './cancellation.ts'
import type { Config } from './config.ts'
import { paidSeatsOf } from './group-session.ts'
import { policyOf } from './policy.ts'
import { rescheduleEffect } from './reschedule.ts'

const roomOpensMinutesBefore = 10
const roomClosesMinutesAfter = 30

/** The cards of the people of these bookings, a page at most, by id; someone unknown is a former member. */
export async function findPeopleOf(
  rows: readonly Pick<BookingRow, 'playerId' | 'coachId'>[],
  ctx: Context,
): Promise<(id: string) => PersonCard> {
  const unique = [...new Set(rows.flatMap(({ playerId, coachId }) => [playerId, coachId]))]
  // A page has a hundred bookings at most, and so twice as many people as one question may be about.
  const asked = [unique.slice(0, 100), unique.slice(100)].filter((ids) => ids.length > 0)
  const found = await Promise.all(asked.map((ids) => ctx.call(findUsers, { body: { ids } })))
  const cards = new Map(
    found
      .flatMap(({ items }) => items)
      .map(({ id, displayName, avatarUrl, timeZone }) => [id, { id, displayName, avatarUrl, timeZone }]),
  )
  return (id) => cards.get(id) ?? { id, displayName: 'Former member', avatarUrl: null, timeZone: 'UTC' }
}

/** A row as one side sees it now; of a seat also how its group stands, of a package's session until when it may begin. */
export function toView(
  row: BookingRow,
  viewerIs: Booking['viewerIs'],
  person: (id: string) => PersonCard,
  circumstances: Circumstances,
  { group, startsBefore }: Pick<Booking, 'group' | 'startsBefore'>,
): Booking {
  const record = toRecord(row)
  return {
    ...record,
    price: viewerIs === 'coach' ? soldFor(record) : record.price,
    group,
    viewerIs,
    player: person(row.playerId),
    coach: person(row.coachId),
    cancelEffect: cancelEffect(record, viewerIs, circumstances),
    rescheduleEffect: rescheduleEffect(row, viewerIs, circumstances),
    startsBefore,
    roomOpensAt: plusMinutes(row.startsAt, -roomOpensMinutesBefore).toISOString(),
    roomClosesAt: plusMinutes(row.endsAt, roomClosesMinutesAfter).toISOString(),
  }
}

/** What cancelling would do as this side sees it: a coach or staff who cancel a seat cancel the group. */
export async function cancelEffectOf(
  row: BookingRow,
  { viewerIs, cancelEffect: effect }: Pick<Booking, 'viewerIs' | 'cancelEffect'>,
  ctx: Context<Config>,
): Promise<CancelEffect> {
  if (row.seat === null || viewerIs === 'player' || !effect.allowed) return effect
  const effects = (await paidSeatsOf(ctx.sql, row.sessionId)).map(async (seat) => {
    const policy = await policyOf(seat.policyVersion, ctx, ctx.sql)
    return cancelEffect(toRecord(seat), viewerIs, { policy, attendance: null, now: ctx.now() })
  })
  return withGroup(effect, await Promise.all(effects))
}
