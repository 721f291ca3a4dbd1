import { soldFor } from '@ecc/contracts/booking-parts'
import type { BookingRecord } from '@ecc/contracts/bookings'
import type { SeriesRecord } from '@ecc/contracts/series'
import { type BookingView, sessionUrl, viewsOf } from './booking-view.ts'
import { calendarFileOf } from './calendar.ts'
import type { Context } from './config.ts'
import { button, facts, type Letter, small, subjectLine, text } from './letter.ts'
import { amount, period } from './times.ts'

/** A series as one of its two people is told of it: a view of each of its bookings, soonest first. */
export interface SeriesView {
  series: SeriesRecord
  views: readonly [BookingView, ...BookingView[]]
}

/** A series as each of its people is told of it; people who deleted their account are left out. */
export async function seriesViewsOf(ctx: Context, series: SeriesRecord): Promise<SeriesView[]> {
  const [first] = series.bookings as [BookingRecord]
  const sides = await viewsOf(ctx, first)
  return sides.map((side) => {
    const [own, ...others] = series.bookings.map((booking) => ({ ...side, booking }))
    return { series, views: [own as BookingView, ...others] }
  })
}

/** Paid: all dates in one letter, with one calendar file. */
export function seriesConfirmedLetter({ series, views }: SeriesView): Letter {
  const [first] = views
  const { me, other, role } = first
  const isPlayer = role === 'player'
  const count = views.length
  return {
    subject: subjectLine(`Confirmed: ${count} × ${series.offerTitle} with ${other.displayName}`),
    blocks: [
      text(
        isPlayer
          ? `You are booked with ${other.displayName} for ${count} sessions. Your payment is held for each until after it.`
          : `${other.displayName} booked ${count} sessions with you. The payment is held for each until after it.`,
      ),
      facts(...dates(views), isPlayer ? ['Paid', amount(series.price, me)] : ['Price', amount(soldFor(series), me)]),
      button('Open the first session', sessionUrl(first)),
      small('Each session can be moved or cancelled by itself. The calendar file has all of them.'),
    ],
    notice: {
      kind: 'booking',
      title: isPlayer ? `${count} sessions with ${other.displayName}` : `${other.displayName} booked ${count} sessions`,
      body: `The first: ${period(first.booking.startsAt, first.booking.endsAt, me)}`,
      link: isPlayer ? '/bookings' : '/coach',
    },
    mail: 'always',
    ics: { content: calendarFileOf(views.map(entryOf), 'PUBLISH'), method: 'PUBLISH' },
  }
}

/** Paid too late for one of the times, to the player only: nothing is booked. */
export function seriesUnfulfilledLetter({ series, views }: SeriesView): Letter | null {
  const [{ me, role, publicUrl }] = views
  if (role === 'coach') return null
  const body = `Your payment arrived after the 15 minutes in which the times were kept, and one of them was taken meanwhile. None is booked, and ${amount(series.price, me)} goes back to you in full.`
  return {
    subject: subjectLine(`Not booked: ${series.offerTitle}`),
    blocks: [text(body), facts(...dates(views)), button('Find other times', `${publicUrl}/coaches/${series.coachId}`)],
    notice: { kind: 'booking', title: `${series.offerTitle} could not be booked`, body, link: '/payments' },
    mail: 'always',
  }
}

function dates(views: readonly BookingView[]): [string, string][] {
  return views.map(({ booking, me }, i) => [`Session ${i + 1}`, period(booking.startsAt, booking.endsAt, me)])
}

function entryOf(view: BookingView) {
  const { booking, other, organizer, now: stamp } = view
  return { booking, id: booking.id, otherName: other.displayName, sessionUrl: sessionUrl(view), organizer, stamp }
}
