/** Who is in the room of a session, as video-service keeps it. */

import type { Attendance } from '@ecc/contracts/outcomes'
import type { PolicyValues } from '@ecc/contracts/policies'
import { timedOut, unavailable } from '@ecc/contracts/problems'
import { getAttendanceSummary } from '@ecc/contracts/video'
import type { Context } from '@ecc/kit'
import type { BookingRow } from './booking.ts'
import type { Config } from './config.ts'
import { wasThere } from './outcome-rules.ts'

/** The attendance of a session so far. */
export async function attendanceOf(bookingId: string, ctx: Context<Config>): Promise<Attendance> {
  const { bookingId: _, ...attendance } = await ctx.call(getAttendanceSummary, { params: { id: bookingId } })
  return attendance
}

/** Whether any of these other players of a group was there. */
export async function anyCame(
  others: readonly Pick<BookingRow, 'id'>[],
  policy: PolicyValues,
  ctx: Context<Config>,
): Promise<boolean> {
  for (const { id } of others) if (wasThere((await attendanceOf(id, ctx)).playerSeconds, policy)) return true
  return false
}

/** The attendance of a session that is on, which decides about leaving a late coach; null before and after it. */
export async function attendanceDuring(row: BookingRow, ctx: Context<Config>): Promise<Attendance | null> {
  const now = ctx.now().getTime()
  const isOn = (row.state === 'confirmed' || row.state === 'in_progress') && now >= Date.parse(row.startsAt)
  return isOn && now < Date.parse(row.endsAt) ? attendanceOf(row.id, ctx) : null
}

/** The same for showing it: a video-service that is away hides nothing but this. */
export async function attendanceShown(row: BookingRow, ctx: Context<Config>): Promise<Attendance | null> {
  try {
    return await attendanceDuring(row, ctx)
  } catch (error) {
    if (!unavailable.is(error) && !timedOut.is(error)) throw error
    ctx.log.warn({ bookingId: row.id }, 'attendance is not known right now')
    return null
  }
}
