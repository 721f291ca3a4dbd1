import type { ServerSignal } from '@ecc/contracts/video'
import { chatOf } from './chat.ts'
import type { Context } from './config.ts'
import { closesAt, isOpen, lockRoom, nextGeneration } from './room.ts'
import { tellRoom } from './room-channel.ts'
import { endStay, openStay, openStaysOf, type Stay } from './stay.ts'
import { type Ticket, useTicket } from './ticket.ts'

/** What somebody finds on entering. */
export interface Entrance {
  stay: Stay
  peerGeneration: number | null
  chat: Extract<ServerSignal, { type: 'joined' }>['chat']
}

/**
 * Uses a ticket up and opens the stay; an older connection of the same side is replaced, wherever it is.
 * Answers undefined when the ticket was used before or the room is not open (any more).
 */
export async function enterRoom(ctx: Context, ticket: Ticket): Promise<Entrance | undefined> {
  const { bookingId, userId, role } = ticket
  return ctx.sql.begin(async (tx) => {
    const room = await lockRoom(tx, bookingId)
    const now = ctx.now()
    if (!room || !isOpen(room, now) || !(await useTicket(tx, ticket.id, now))) return undefined
    const present = await openStaysOf(tx, bookingId)
    for (const earlier of present.filter((stay) => stay.role === role)) await endStay(tx, ctx, earlier, now)
    const generation = await nextGeneration(tx, bookingId, role)
    const stay = await openStay(tx, ctx, { bookingId, userId, role, generation }, now)
    tx.afterCommit(() => tellRoom(ctx, bookingId, { kind: 'entered', role, generation }))
    const peerGeneration = present.find((one) => one.role !== role)?.generation ?? null
    return { stay, peerGeneration, chat: await chatOf(tx, bookingId) }
  })
}

/** Ends a stay because its connection has gone, at the room's end at the latest; nothing changes when it was ended before. */
export async function leaveRoom(ctx: Context, stay: Stay): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const { bookingId, role, generation } = stay
    const room = await lockRoom(tx, bookingId)
    if (!room) throw new Error('a stay has a room')
    const [now, end] = [ctx.now(), closesAt(room)]
    if (await endStay(tx, ctx, stay, now < end ? now : end))
      tx.afterCommit(() => tellRoom(ctx, bookingId, { kind: 'left', role, generation }))
  })
}
