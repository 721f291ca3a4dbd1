import { getAttendanceSummary as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'
import { presence } from './presence.ts'
import { findRoom } from './room.ts'
import { periodsOf } from './stay.ts'

const nobody = {
  playerSeconds: 0,
  coachSeconds: 0,
  bothSeconds: 0,
  playerFirstJoin: null,
  coachFirstJoin: null,
  stays: [],
}

/** GET /internal/bookings/:id/attendance: when and how long each side was there; a room nobody knows had nobody in it. */
export const getAttendanceSummary = handle(contract, async ({ params }, ctx: Context) => {
  await ctx.resources.connections.beat()
  const room = await findRoom(ctx.sql, params.id)
  if (!room) return { bookingId: params.id, ...nobody }
  const periods = await periodsOf(ctx.sql, params.id, ctx.now(), ctx.config.RTC_BEAT_MS)
  return { bookingId: params.id, ...presence(periods, { from: room.startsAt, to: room.endsAt }) }
})
