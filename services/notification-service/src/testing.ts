/** notification-service under test: people and bookings faked by contract, and what tests look at. */
import { type BookingRecord, bookingNotFound, type bookingRescheduled, getBookingRecord } from '@ecc/contracts/bookings'
import type { PayloadOf } from '@ecc/contracts/define'
import { aBookingRecord, aContact } from '@ecc/contracts/samples'
import { type Contact, findUsers } from '@ecc/contracts/users'
import { OffsetClock } from '@ecc/kit'
import { type Fake, fake, type TestedService, testService } from '@ecc/kit/testing'
import type { Config, Resources } from './config.ts'
import definition from './service.ts'

/** A mail as the mailbox lists it. */
export interface ListedMail {
  id: string
  to: string
  subject: string
  createdAt: string
  text: string
  html: string
  ics: string | null
}

/** The service with people, bookings and the mailbox. */
export interface TestedNotifications extends TestedService<Config, Resources> {
  /** Makes somebody known to the faked user-service. */
  person(details?: Partial<Contact>): Contact
  /** A booking of two new people, tomorrow at 17:00 UTC, also known to the faked session-service. */
  booking(details?: Partial<BookingRecord>): BookingRecord
  mailsTo(address: string): Promise<ListedMail[]>
}

/** Starts the service on 1 March 2027, noon UTC. */
export async function notificationService(
  options: { env?: Record<string, string>; fakes?: Fake[] } = {},
): Promise<TestedNotifications> {
  const people = new Map<string, Contact>()
  const bookings = new Map<string, BookingRecord>()
  const t = await testService<Config, Resources>(definition, {
    clock: new OffsetClock('2027-03-01T12:00:00Z'),
    env: options.env ?? {},
    fakes: [
      fake(findUsers, async ({ body }) => ({ items: body.ids.flatMap((id) => people.get(id) ?? []) })),
      fake(getBookingRecord, async ({ params }) => {
        const booking = bookings.get((params as { id: string }).id)
        if (!booking) throw bookingNotFound()
        return booking
      }),
      ...(options.fakes ?? []),
    ],
  })
  const person: TestedNotifications['person'] = (details = {}) => {
    const contact = aContact({ displayName: 'Ada Lovelace', ...details })
    people.set(contact.id, contact)
    return contact
  }
  return {
    ...t,
    person,
    booking(details = {}) {
      const booking = aBookingRecord({
        startsAt: '2027-03-02T17:00:00.000Z',
        endsAt: '2027-03-02T18:00:00.000Z',
        confirmedAt: t.clock.now().toISOString(),
        playerId: details.playerId ?? person({ displayName: 'Pia Player' }).id,
        coachId: details.coachId ?? person({ displayName: 'Cory Coach', timeZone: 'America/New_York' }).id,
        ...details,
      })
      bookings.set(booking.id, booking)
      return booking
    },
    async mailsTo(address) {
      const response = await t.request({ method: 'GET', url: `/dev/mailbox?as=json&to=${encodeURIComponent(address)}` })
      return response.json<ListedMail[]>()
    },
  }
}

/** The same booking after its coach moved it, agreed at `movedAt`. */
export function moved(booking: BookingRecord, startsAt: string, movedAt: string): PayloadOf<typeof bookingRescheduled> {
  const endsAt = new Date(Date.parse(startsAt) + booking.durationMinutes * 60_000).toISOString()
  const { startsAt: fromStartsAt, endsAt: fromEndsAt } = booking
  return {
    ...booking,
    startsAt,
    endsAt,
    movedAt,
    reschedule: null,
    sequence: booking.sequence + 2,
    moved: { by: 'coach', fromStartsAt, fromEndsAt, noticeMinutes: 300 },
  }
}

/** The same booking after its player cancelled it with half the price back. */
export function cancelled(booking: BookingRecord): BookingRecord {
  return {
    ...booking,
    state: 'cancelled',
    sequence: booking.sequence + 1,
    cancellation: {
      by: 'player',
      reason: 'I am ill <b>',
      at: '2027-03-01T13:00:00.000Z',
      refund: { amount: 2250, currency: 'EUR' },
    },
  }
}
