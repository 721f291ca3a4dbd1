import { timedOut, unavailable } from '@ecc/contracts/problems'
import { findUsers } from '@ecc/contracts/users'
import { openRoom as contract, mostInRoom, noRoom, roomNotOpen } from '@ecc/contracts/video'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { handle } from '@ecc/kit'
import { type Booking, bookingOf, closesAt, isOpen, opensAt, type Role } from './booking.ts'
import type { Context } from './config.ts'
import { iceServers } from './ice.ts'
import { type Room, roomById, waysIn } from './room.ts'
import { keepTicket, signTicket, type Ticket, ticketLifeMs } from './ticket.ts'

/** POST /bookings/:id/room: a ticket into the session's room, for the people of the booking while it is open. */
export const openRoom = handle(contract, async ({ params, caller }, ctx: Context) => {
  const { booking, role } = await bookingOf(ctx, params.id, caller.userId)
  const room = await roomById(ctx.sql, booking.sessionId)
  const now = ctx.now()
  const way = wayIn(room, booking, role, now)
  const people = peopleOf(room, way, role)
  const card = await cardsOf(ctx, way.coachId, [caller.userId, ...people.others])
  const expiresAt = Math.min(now.getTime() + ticketLifeMs, closesAt(way).getTime())
  const ticket: Ticket = { id: ctx.id(), roomId: room.id, userId: caller.userId, role, expiresAt }
  await keepTicket(ctx.sql, ticket, { bookingId: way.id, card: card(caller.userId) })
  return {
    bookingId: params.id,
    ticket: signTicket(ctx.config.ROOM_TICKET_SECRET, ticket),
    ticketExpiresAt: new Date(expiresAt).toISOString(),
    role,
    iceServers: iceServers(ctx.config, caller.userId, now),
    me: card(caller.userId),
    others: people.others.map(card),
    more: people.more,
    startsAt: way.startsAt,
    endsAt: way.endsAt,
    closesAt: closesAt(way).toISOString(),
  }
})

/** The booking by which one goes in: a player's own, for the coach any of the session. Throws noRoom and roomNotOpen. */
function wayIn(room: Room, booking: Booking, role: Role, now: Date): Booking {
  const ways = waysIn(room, role === 'coach' ? booking.coachId : booking.playerId).filter(
    ({ id }) => role === 'coach' || id === booking.id,
  )
  const way = ways.find((one) => isOpen(one, now)) ?? ways[0]
  if (!way) throw noRoom()
  if (isOpen(way, now)) return way
  throw roomNotOpen(undefined, { opensAt: opensAt(way).toISOString(), closesAt: closesAt(way).toISOString() })
}

/** Who else may come: the coach is told who the players are; a player the coach, and of the others how many. */
function peopleOf(room: Room, way: Booking, role: Role): { others: string[]; more: number } {
  const players = [...new Set(waysIn(room, way.coachId).map(({ playerId }) => playerId))]
  if (role === 'coach') return { others: players.slice(0, mostInRoom - 1), more: 0 }
  return { others: [way.coachId], more: players.filter((id) => id !== way.playerId).length }
}

/** The cards of these people. A session that was paid for does not wait for names: without user-service they are roles. */
async function cardsOf(ctx: Context, coachId: string, ids: string[]): Promise<(id: string) => PersonCard> {
  const cards = new Map<string, PersonCard>()
  try {
    const { items } = await ctx.call(findUsers, { body: { ids } })
    for (const { id, displayName, avatarUrl, timeZone } of items)
      cards.set(id, { id, displayName, avatarUrl, timeZone })
  } catch (error) {
    if (!unavailable.is(error) && !timedOut.is(error)) throw error
    ctx.log.warn({ coachId }, 'a room is opened without names: user-service is away')
  }
  const roleName = (id: string) => (id === coachId ? 'Coach' : 'Player')
  return (id) => cards.get(id) ?? { id, displayName: roleName(id), avatarUrl: null, timeZone: 'UTC' }
}
