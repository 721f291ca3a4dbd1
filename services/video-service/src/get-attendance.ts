import { getAttendance as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import { bookingOf } from './booking.ts'
import type { Context } from './config.ts'
import { attendanceOf } from './stay.ts'

/** GET /bookings/:id/attendance: the signed records of when its player and its coach were in the room. */
export const getAttendance = handle(contract, async ({ params, caller }, ctx: Context) => {
  const { booking } = await bookingOf(ctx, params.id, caller.userId)
  return { items: await attendanceOf(ctx.sql, booking) }
})
