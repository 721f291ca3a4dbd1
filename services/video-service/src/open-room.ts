import { timedOut, unavailable } from '@ecc/contracts/problems'
import { findUsers } from '@ecc/contracts/users'
import { openRoom as contract, noRoom, roomNotOpen } from '@ecc/contracts/video'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'
import { iceServers } from './ice.ts'
import { closesAt, hasRoom, isOpen, opensAt, type Room, roomOf } from './room.ts'
import { keepTicket, signTicket, type Ticket, ticketLifeMs } from './ticket.ts'

/** POST /bookings/:id/room: a ticket to join, for the two people of the booking while the room is open. */
export const openRoom = handle(contract, async ({ params, caller }, ctx: Context) => {
  const { room, role } = await roomOf(ctx, params.id, caller.userId)
  const now = ctx.now()
  if (!hasRoom(room)) throw noRoom()
  if (!isOpen(room, now)) {
    const window = { opensAt: opensAt(room).toISOString(), closesAt: closesAt(room).toISOString() }
    throw roomNotOpen(undefined, window)
  }
  const card = await cardsOf(ctx, room)
  const expiresAt = Math.min(now.getTime() + ticketLifeMs, closesAt(room).getTime())
  const ticket: Ticket = { id: ctx.id(), bookingId: room.bookingId, userId: caller.userId, role, expiresAt }
  await keepTicket(ctx.sql, ticket)
  return {
    bookingId: room.bookingId,
    ticket: signTicket(ctx.config.ROOM_TICKET_SECRET, ticket),
    ticketExpiresAt: new Date(expiresAt).toISOString(),
    role,
    iceServers: iceServers(ctx.config, caller.userId, now),
    me: card(caller.userId),
    other: card(role === 'player' ? room.coachId : room.playerId),
    startsAt: room.startsAt,
    endsAt: room.endsAt,
    closesAt: closesAt(room).toISOString(),
  }
})

/** Both people's cards. A session that was paid for does not wait for names: without user-service they are roles. */
async function cardsOf(ctx: Context, room: Room): Promise<(id: string) => PersonCard> {
  const cards = new Map<string, PersonCard>()
  try {
    const { items } = await ctx.call(findUsers, { body: { ids: [room.playerId, room.coachId] } })
    for (const { id, displayName, avatarUrl, timeZone } of items)
      cards.set(id, { id, displayName, avatarUrl, timeZone })
  } catch (error) {
    if (!unavailable.is(error) && !timedOut.is(error)) throw error
    ctx.log.warn({ bookingId: room.bookingId }, 'a room is opened without names: user-service is away')
  }
  const roleName = (id: string) => (id === room.playerId ? 'Player' : 'Coach')
  return (id) => cards.get(id) ?? { id, displayName: roleName(id), avatarUrl: null, timeZone: 'UTC' }
}
