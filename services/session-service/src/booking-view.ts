/** Bookings as people see them: with both people's cards and what the viewer may do. */
import type { Booking } from '@ecc/contracts/bookings'
import { findUsers } from '@ecc/contracts/users'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { type Context, plusMinutes } from '@ecc/kit'
import { type BookingRow, toRecord } from './booking.ts'
import { type Circumstances, cancelEffect } from './cancellation.ts'
import { rescheduleEffect } from './reschedule.ts'

const roomOpensMinutesBefore = 10
const roomClosesMinutesAfter = 30

/** The cards of the people of these bookings, a page at most, by id; someone unknown is a former member. */
export async function findPeopleOf(
  rows: readonly Pick<BookingRow, 'playerId' | 'coachId'>[],
  ctx: Context,
): Promise<(id: string) => PersonCard> {
  const unique = [...new Set(rows.flatMap(({ playerId, coachId }) => [playerId, coachId]))]
  const { items } =
    unique.length > 0 ? await ctx.call(findUsers, { body: { ids: unique.slice(0, 100) } }) : { items: [] }
  const cards = new Map(
    items.map(({ id, displayName, avatarUrl, timeZone }) => [id, { id, displayName, avatarUrl, timeZone }]),
  )
  return (id) => cards.get(id) ?? { id, displayName: 'Former member', avatarUrl: null, timeZone: 'UTC' }
}

/** A row as one side sees it now; `ends` are those of packages that sessions come out of. */
export function toView(
  row: BookingRow,
  viewerIs: Booking['viewerIs'],
  person: (id: string) => PersonCard,
  circumstances: Circumstances,
  ends: ReadonlyMap<string, string>,
): Booking {
  const record = toRecord(row)
  return {
    ...record,
    viewerIs,
    player: person(row.playerId),
    coach: person(row.coachId),
    cancelEffect: cancelEffect(record, viewerIs, circumstances),
    rescheduleEffect: rescheduleEffect(row, viewerIs, circumstances),
    startsBefore: ends.get(row.id) ?? null,
    roomOpensAt: plusMinutes(row.startsAt, -roomOpensMinutesBefore).toISOString(),
    roomClosesAt: plusMinutes(row.endsAt, roomClosesMinutesAfter).toISOString(),
  }
}
