import { job, type Tx } from '@ecc/kit'
import { Type } from 'typebox'
import type { Context } from './config.ts'
import { closesAt, lockRoom } from './room.ts'
import { type EndReason, tellRoom } from './room-channel.ts'
import { endStay, openStaysOf } from './stay.ts'

/** Half an hour after the session: sends everybody out. Tickets do not end what is under way, so the server does. */
export const closeRoom = job(
  'close-room',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context) => {
    await ctx.resources.connections.beat()
    await ctx.sql.begin(async (tx) => {
      const room = await lockRoom(tx, bookingId)
      if (!room || ctx.now() < closesAt(room)) return
      await emptyRoom(tx, ctx, { bookingId, at: closesAt(room), reason: 'ended', detail: 'The session is over' })
    })
  },
)

/** Ends all stays of a room at `at`, and tells the connections why, once the transaction is committed. */
export async function emptyRoom(
  tx: Tx,
  ctx: Context,
  end: { bookingId: string; at: Date; reason: EndReason; detail: string },
): Promise<void> {
  const { bookingId, at, reason, detail } = end
  for (const stay of await openStaysOf(tx, bookingId)) await endStay(tx, ctx, stay, at)
  tx.afterCommit(() => tellRoom(ctx, bookingId, { kind: 'ended', reason, detail }))
}
