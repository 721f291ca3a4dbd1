import { soldFor } from '@ecc/contracts/booking-parts'
import type { BookingRecord } from '@ecc/contracts/bookings'
import { refundParts } from '@ecc/contracts/price-quote'
import type { Side } from './booking.ts'
import type { Context } from './config.ts'
import { type Block, facts } from './letter.ts'
import { findPeople, formerMember, type Person } from './person.ts'
import { amount, period } from './times.ts'

/** A booking as one of its two people is told of it. */
export interface BookingView {
  booking: BookingRecord
  role: Side
  me: Person
  other: { displayName: string; timeZone: string | null }
  publicUrl: string
  organizer: string
  now: Date
}

/** A booking as each of its people is told of it; people who deleted their account are left out. */
export async function viewsOf(ctx: Context, booking: BookingRecord): Promise<BookingView[]> {
  const people = await findPeople(ctx, [booking.playerId, booking.coachId])
  const desk = { publicUrl: ctx.config.PUBLIC_URL, organizer: ctx.config.MAIL_FROM, now: ctx.now() }
  const views = [viewFrom('player', booking, people, desk), viewFrom('coach', booking, people, desk)]
  return views.filter((view) => view !== undefined)
}

/** The booking from this side; undefined when that person is gone. */
function viewFrom(
  role: Side,
  booking: BookingRecord,
  people: Map<string, Person>,
  desk: { publicUrl: string; organizer: string; now: Date },
): BookingView | undefined {
  const [myId, otherId] = role === 'player' ? [booking.playerId, booking.coachId] : [booking.coachId, booking.playerId]
  const me = people.get(myId)
  if (!me) return undefined
  const other = people.get(otherId) ?? { displayName: formerMember, timeZone: null }
  return { booking, role, me, other, ...desk }
}

/** What is one thing in this person's calendar: a group to its coach, a booking to its player. */
export function entryIdOf({ role, booking }: Pick<BookingView, 'role' | 'booking'>): string {
  return role === 'coach' ? booking.sessionId : booking.id
}

/** With whom a session is, as this side calls it. */
export function companyOf({ role, booking, other }: Pick<BookingView, 'role' | 'booking' | 'other'>): string {
  return role === 'coach' && booking.group ? 'your group' : other.displayName
}

/** The price as this side knows it: what the player pays, or what the coach sells for. */
export function priceOf({ role, booking }: Pick<BookingView, 'role' | 'booking'>): BookingRecord['price'] {
  return role === 'coach' ? soldFor(booking) : booking.price
}

/** Where a refund goes, as the player reads it: the card first, up to what it paid, then credit. */
export function wayBack({ booking, me }: Pick<BookingView, 'booking' | 'me'>, refund: BookingRecord['price']): string {
  const { price, funds } = booking
  const credit = funds?.credit ?? 0
  const parts = refundParts(
    { card: price.amount - credit, credit, promotion: 0, fee: 0 },
    { amount: refund.amount, fee: 0 },
  )
  if (parts.credit === 0) return 'to your card'
  if (parts.card === 0) return 'to your credit'
  const of = (minor: number) => amount({ ...price, amount: minor }, me)
  return `to you: ${of(parts.card)} to your card, ${of(parts.credit)} as credit`
}

/** Where the web app shows this booking. */
export const sessionPath = (booking: { id: string }) => `/bookings/${booking.id}`
/** The same as a whole address. */
export const sessionUrl = (view: BookingView) => `${view.publicUrl}${sessionPath(view.booking)}`
/** Where camera and microphone are checked before the room. */
export const lobbyUrl = (view: BookingView) => `${sessionUrl(view)}/lobby`

/** The session as a whole: of a group its coach is told no single player. */
export function wholeFacts(view: BookingView): Block {
  const { booking, me, role } = view
  if (role === 'player' || !booking.group) return sessionFacts(view)
  return facts(['Session', booking.offerTitle], ['When', period(booking.startsAt, booking.endsAt, me)])
}

/** When it is for the reader, and in the other side's zone where that differs. */
export function sessionFacts(view: BookingView): Block {
  const { booking, me, other } = view
  const rows: [string, string][] = [
    ['Session', booking.offerTitle],
    [view.role === 'player' ? 'Coach' : 'Player', other.displayName],
    ['When', period(booking.startsAt, booking.endsAt, me)],
  ]
  if (other.timeZone && other.timeZone !== me.timeZone) {
    const there = period(booking.startsAt, booking.endsAt, { ...me, timeZone: other.timeZone })
    rows.push([`For ${other.displayName}`, there])
  }
  return facts(...rows)
}
