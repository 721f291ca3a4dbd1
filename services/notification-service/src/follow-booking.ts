import type { BookingRecord } from '@ecc/contracts/bookings'
import type { Event, PayloadOf } from '@ecc/contracts/define'
import { subscribe, type Tx } from '@ecc/kit'
import { recordBooking } from './booking.ts'
import { type BookingView, viewFrom } from './booking-view.ts'
import type { Context } from './config.ts'
import type { Letter } from './letter.ts'
import { findPeople } from './person.ts'
import { pushBooking, tellPeople } from './tell-people.ts'

/**
 * Follows a booking event: keeps the record, tells both sides what `letterFor` writes to them (null tells nothing),
 * and refreshes their browsers. `also` runs in the same transaction.
 */
export function followBooking<E extends Event>(
  event: E & (PayloadOf<E> extends BookingRecord ? unknown : never),
  letterFor: ((view: BookingView, payload: PayloadOf<E>) => Letter | null) | null,
  also?: (tx: Tx, ctx: Context, booking: BookingRecord) => Promise<void>,
) {
  return subscribe(event, async ({ id, payload, once }, ctx: Context) => {
    const booking = payload as BookingRecord
    const views = letterFor ? await viewsOf(ctx, booking) : []
    await once(async (tx) => {
      const latest = await recordBooking(tx, booking)
      // An event that could not be processed in time comes after a later one: nobody is told of a session that is off.
      if (latest.state === 'cancelled' && booking.state !== 'cancelled') return
      for (const view of views) {
        const letter = letterFor?.(view, payload)
        if (letter) await tellPeople(tx, ctx, [{ key: `${event.name}:${id}`, letter, to: view.me }])
      }
      pushBooking(tx, ctx, latest)
      await also?.(tx, ctx, latest)
    })
  })
}

/** A booking as each of its people is told of it; people who deleted their account are left out. */
export async function viewsOf(ctx: Context, booking: BookingRecord): Promise<BookingView[]> {
  const people = await findPeople(ctx, [booking.playerId, booking.coachId])
  const desk = { publicUrl: ctx.config.PUBLIC_URL, organizer: ctx.config.MAIL_FROM, now: ctx.now() }
  const views = [viewFrom('player', booking, people, desk), viewFrom('coach', booking, people, desk)]
  return views.filter((view) => view !== undefined)
}
