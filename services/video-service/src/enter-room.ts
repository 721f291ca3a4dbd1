import { mostInRoom, type ServerSignal } from '@ecc/contracts/video'
import { isOpen } from './booking.ts'
import { chatOf } from './chat.ts'
import type { Context } from './config.ts'
import { type Present, presentOf } from './present.ts'
import { lockRoom, nextGeneration, roomClosesAt, waysIn } from './room.ts'
import { tellRoom } from './room-channel.ts'
import { endStay, openStay, openStaysOf, type Stay } from './stay.ts'
import { type Ticket, useTicket } from './ticket.ts'

/** What somebody finds on entering. */
export interface Entrance {
  stay: Stay
  others: Present[]
  chat: Extract<ServerSignal, { type: 'joined' }>['chat']
}

/**
 * Uses a ticket up and opens the stay; an older connection of the same person is replaced, wherever it is.
 * Answers undefined when the ticket was used before, the room is not open (any more), or as many are in it as can be.
 */
export async function enterRoom(ctx: Context, ticket: Ticket): Promise<Entrance | undefined> {
  const { roomId, userId, role } = ticket
  return ctx.sql.begin(async (tx) => {
    const room = await lockRoom(tx, roomId)
    const now = ctx.now()
    if (!waysIn(room, userId).some((booking) => isOpen(booking, now))) return undefined
    const used = await useTicket(tx, ticket.id, now)
    if (!used) return undefined
    const present = await openStaysOf(tx, roomId)
    const others = present.filter((stay) => stay.userId !== userId)
    if (others.length >= mostInRoom) return undefined
    for (const earlier of present.filter((stay) => stay.userId === userId)) await endStay(tx, ctx, earlier, now)
    const generation = await nextGeneration(tx, roomId)
    const stay = await openStay(tx, ctx, { roomId, userId, role, generation, card: used.card }, now)
    tx.afterCommit(() => tellRoom(ctx, roomId, { kind: 'entered', who: presentOf(stay) }))
    return { stay, others: others.map(presentOf), chat: await chatOf(tx, roomId) }
  })
}

/** Ends a stay because its connection has gone, at the room's end at the latest; nothing changes when it was ended before. */
export async function leaveRoom(ctx: Context, stay: Stay): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    const { roomId, userId, generation } = stay
    const [now, end] = [ctx.now(), roomClosesAt(await lockRoom(tx, roomId))]
    if (await endStay(tx, ctx, stay, now < end ? now : end))
      tx.afterCommit(() => tellRoom(ctx, roomId, { kind: 'left', userId, generation }))
  })
}
