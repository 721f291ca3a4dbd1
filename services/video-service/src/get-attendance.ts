import { getAttendance as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'
import { roomOf } from './room.ts'
import { attendanceOf } from './stay.ts'

/** GET /bookings/:id/attendance: the signed records of who was in the room and when. */
export const getAttendance = handle(contract, async ({ params, caller }, ctx: Context) => {
  await roomOf(ctx, params.id, caller.userId)
  return { items: await attendanceOf(ctx.sql, params.id) }
})
