import { getAttendanceSummary as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import { findBooking } from './booking.ts'
import type { Context } from './config.ts'
import { presence } from './presence.ts'
import { periodsOf } from './stay.ts'

const nobody = {
  playerSeconds: 0,
  coachSeconds: 0,
  bothSeconds: 0,
  playerFirstJoin: null,
  coachFirstJoin: null,
  stays: [],
}

/** GET /internal/bookings/:id/attendance: when and how long each side was there; in the room of a booking nobody knows was nobody. */
export const getAttendanceSummary = handle(contract, async ({ params }, ctx: Context) => {
  await ctx.resources.connections.beat()
  const booking = await findBooking(ctx.sql, params.id)
  if (!booking) return { bookingId: params.id, ...nobody }
  const periods = await periodsOf(ctx.sql, booking, ctx.now(), ctx.config.RTC_BEAT_MS)
  return { bookingId: params.id, ...presence(periods, { from: booking.startsAt, to: booking.endsAt }) }
})
