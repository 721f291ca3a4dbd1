import { createHash } from 'node:crypto'
import type { BookingRecord } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/calendar-feeds'
import { notFound } from '@ecc/contracts/problems'
import { handle, plusMinutes, raw } from '@ecc/kit'
import { type KnownBooking, sessionsOf } from './booking.ts'
import { companyOf, entryIdOf, sessionPath } from './booking-view.ts'
import { calendarFeed } from './calendar.ts'
import { openFeed } from './calendar-feed.ts'
import type { Context } from './config.ts'
import { findPeople, formerMember } from './person.ts'

const dayMinutes = 24 * 60
const pastDays = 90
const futureDays = 366
const cancelledDays = 30
const maxSessions = 1000

/** GET /calendar-feeds/:token.ics: a person's sessions, for whoever has the address. */
export const readCalendarFeed = handle(contract.readCalendarFeed, async ({ params }, ctx: Context) => {
  const now = ctx.now()
  const feed = await openFeed(ctx.sql, params.token, now)
  if (!feed) throw notFound()
  const sessions = await sessionsOf(ctx.sql, feed.userId, {
    from: plusMinutes(now, -pastDays * dayMinutes),
    to: plusMinutes(now, futureDays * dayMinutes),
    cancelledSince: plusMinutes(now, -cancelledDays * dayMinutes),
    limit: maxSessions,
  })
  const content = calendarFeed(await entriesOf(ctx, feed.userId, sessions))
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
  // Calendar programs may keep it, shared caches not; each time they ask whether it is still so.
  return raw('text/calendar; charset=utf-8', content, { etag, 'cache-control': 'private, no-cache' })
})

/** Without names nothing is told: a program that gets an error shows what it has, and asks again. */
async function entriesOf(ctx: Context, userId: string, sessions: KnownBooking[]) {
  const others = sessions.map(({ booking }) => (booking.playerId === userId ? booking.coachId : booking.playerId))
  const people = await findPeople(ctx, [...new Set([userId, ...others])])
  if (!people.has(userId)) throw notFound() // the account is gone, and its feed with it
  const entries = sessions.map(({ booking, changedAt }, i) => {
    const role = booking.playerId === userId ? ('player' as const) : ('coach' as const)
    const other = { displayName: people.get(others[i] as string)?.displayName ?? formerMember, timeZone: null }
    return {
      booking,
      id: entryIdOf({ role, booking }),
      otherName: companyOf({ role, booking, other }),
      sessionUrl: `${ctx.config.PUBLIC_URL}${sessionPath(booking)}`,
      stamp: new Date(changedAt),
    }
  })
  return oneEach(entries)
}

/** The seats of a group are one entry to its coach, which is cancelled when the last of them is. */
function oneEach<E extends { id: string; booking: BookingRecord }>(entries: readonly E[]): E[] {
  const isOff = ({ booking }: E) => booking.state === 'cancelled'
  return [...Map.groupBy(entries, ({ id }) => id).values()].map(
    (seats) => seats.find((seat) => !isOff(seat)) ?? (seats[0] as E),
  )
}
