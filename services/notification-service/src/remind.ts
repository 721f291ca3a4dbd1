import { type BookingRecord, getBookingRecord } from '@ecc/contracts/bookings'
import { ProblemError } from '@ecc/contracts/define'
import type { Tx } from '@ecc/kit'
import { job } from '@ecc/kit'
import { Type } from 'typebox'
import { findBooking } from './booking.ts'
import { reminderLetter } from './booking-letters.ts'
import { viewsOf } from './booking-view.ts'
import type { Context } from './config.ts'
import { tellPeople } from './tell-people.ts'

/** How long before the start people are reminded (product rules, "reminders"). */
const leadsMinutes = [24 * 60, 60, 10]

/**
 * Reminds both sides of a session. The booking as it is then decides, not what was planned: each reminder is told once for
 * each time that was agreed, and one whose booking was moved or cancelled, or that would come too late, is not told.
 */
export const remind = job(
  'remind',
  Type.Object({ bookingId: Type.String(), leadMinutes: Type.Integer() }),
  async ({ bookingId, leadMinutes }, ctx: Context) => {
    const known = await findBooking(ctx.sql, bookingId)
    if (!known || !isDue(known, leadMinutes, ctx.now())) return
    if (!isDue(await latestOf(known, ctx), leadMinutes, ctx.now())) return
    const views = await viewsOf(ctx, known)
    await ctx.sql.begin(async (tx) => {
      const booking = await findBooking(tx, bookingId) // it may have been cancelled while its people were asked for
      if (!booking || !isDue(booking, leadMinutes, ctx.now())) return
      const key = `reminder:${bookingId}:${booking.startsAt}:${leadMinutes}` // once for each time it was agreed for
      const tellings = views.map((view) => ({ key, letter: reminderLetter(view, leadMinutes), to: view.me }))
      await tellPeople(tx, ctx, tellings)
    })
  },
)

/**
 * The booking as session-service has it: after an outage a reminder may be due before the news of a cancellation has come.
 * While nobody answers, as it is known here.
 */
async function latestOf(known: BookingRecord, ctx: Context): Promise<BookingRecord> {
  try {
    const asked = await ctx.call(getBookingRecord, { params: { id: known.id } })
    return asked.sequence > known.sequence ? asked : known
  } catch (error) {
    if (error instanceof ProblemError) return known
    throw error
  }
}

/**
 * Plans the reminders that this booking's time still asks for, in the place of those planned for an earlier one. News that
 * comes late plans what has become due meanwhile too: the job runs at once and decides.
 */
export async function planReminders(tx: Tx, ctx: Context, booking: BookingRecord): Promise<void> {
  for (const leadMinutes of leadsMinutes) {
    if (!isWanted(booking, leadMinutes)) continue
    const key = `reminder:${booking.id}:${leadMinutes}`
    const runAt = before(booking.startsAt, leadMinutes)
    await ctx.addJob(tx, remind, { bookingId: booking.id, leadMinutes }, { runAt, key })
  }
}

/** Confirmed, and its time was agreed before this reminder's came: who books an hour ahead needs no word of tomorrow. */
function isWanted(booking: BookingRecord, leadMinutes: number): boolean {
  const agreedAt = booking.movedAt ?? booking.confirmedAt
  return (
    booking.state === 'confirmed' && agreedAt !== null && new Date(agreedAt) < before(booking.startsAt, leadMinutes)
  )
}

/** Wanted, and now is between this reminder's time and the next one's: late after an outage, only the nearest is told. */
function isDue(booking: BookingRecord, leadMinutes: number, now: Date): boolean {
  const next = leadsMinutes.find((lead) => lead < leadMinutes) ?? 0
  return (
    isWanted(booking, leadMinutes) &&
    before(booking.startsAt, leadMinutes) <= now &&
    now < before(booking.startsAt, next)
  )
}

function before(startsAt: string, minutes: number): Date {
  return new Date(Date.parse(startsAt) - minutes * 60_000)
}
