import { job, type Tx } from '@ecc/kit'
import { Type } from 'typebox'
import { findBooking } from './booking.ts'
import type { Context } from './config.ts'
import { lockRoom, roomClosesAt } from './room.ts'
import { type EndReason, tellRoom } from './room-channel.ts'
import { endStay, openStaysOf } from './stay.ts'

/** Half an hour after the session: sends everybody out. Tickets do not end what is under way, so the server does. */
export const closeRoom = job(
  'close-room',
  Type.Object({ bookingId: Type.String({ description: 'Any of the session' }) }),
  async ({ bookingId }, ctx: Context) => {
    await ctx.resources.connections.beat()
    await ctx.sql.begin(async (tx) => {
      const booking = await findBooking(tx, bookingId)
      if (!booking) return
      const room = await lockRoom(tx, booking.sessionId)
      const at = roomClosesAt(room)
      if (ctx.now() >= at)
        await sendOut(tx, ctx, { roomId: room.id, at, reason: 'ended', detail: 'The session is over' })
    })
  },
)

/** Who is sent out of which room, when and why; everybody unless somebody is named. */
interface SendingOut {
  roomId: string
  userId?: string
  at: Date
  reason: EndReason
  detail: string
}

/** Ends stays of a room at `at`; tells the connections why, and those who stay who left, once the transaction is committed. */
export async function sendOut(tx: Tx, ctx: Context, { roomId, userId, at, reason, detail }: SendingOut): Promise<void> {
  const stays = await openStaysOf(tx, roomId)
  const out = stays.filter((stay) => userId === undefined || stay.userId === userId)
  for (const stay of out) await endStay(tx, ctx, stay, at)
  tx.afterCommit(() => {
    tellRoom(ctx, roomId, { kind: 'ended', userId: userId ?? null, reason, detail })
    for (const stay of out) tellRoom(ctx, roomId, { kind: 'left', userId: stay.userId, generation: stay.generation })
  })
}
