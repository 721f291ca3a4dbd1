import { bookingNotFound, getBooking } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/notifications'
import { handle, raw } from '@ecc/kit'
import { companyOf, entryIdOf, sessionPath } from './booking-view.ts'
import { calendarFile } from './calendar.ts'
import type { Context } from './config.ts'

/** GET /bookings/:id/calendar.ics: the session as a file to import. */
export const getBookingCalendar = handle(contract.getBookingCalendar, async ({ params, caller }, ctx: Context) => {
  const booking = await ctx.call(getBooking, { params })
  if (caller.userId !== booking.playerId && caller.userId !== booking.coachId) throw bookingNotFound()
  const [role, other] =
    caller.userId === booking.playerId ? (['player', booking.coach] as const) : (['coach', booking.player] as const)
  const content = calendarFile(
    {
      booking,
      id: entryIdOf({ role, booking }),
      otherName: companyOf({ role, booking, other }),
      sessionUrl: `${ctx.config.PUBLIC_URL}${sessionPath(booking)}`,
      organizer: ctx.config.MAIL_FROM,
      stamp: ctx.now(),
    },
    'PUBLISH',
  )
  return raw('text/calendar; charset=utf-8', content, {
    'content-disposition': 'attachment; filename="session.ics"',
    'cache-control': 'private, no-store',
  })
})
