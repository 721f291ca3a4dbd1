/** Valid values of contracts, for tests: say in `details` only what the test is about. */
import type { BookingRecord } from './bookings.ts'
import type { Contact } from './users.ts'

/** A confirmed booking of an hour for 45.00 EUR, between people of its own. */
export function aBookingRecord(details: Partial<BookingRecord> = {}): BookingRecord {
  const id = details.id ?? crypto.randomUUID()
  return {
    id,
    sessionId: id,
    orderId: id,
    orderKind: 'booking',
    playerId: crypto.randomUUID(),
    coachId: crypto.randomUUID(),
    offerId: crypto.randomUUID(),
    offerTitle: 'Aim training',
    gameId: 'valorant',
    kind: 'single',
    state: 'confirmed',
    startsAt: '2027-03-01T17:00:00.000Z',
    endsAt: '2027-03-01T18:00:00.000Z',
    durationMinutes: 60,
    price: { amount: 4500, currency: 'EUR' },
    policy: 'flexible',
    policyVersion: 1,
    holdExpiresAt: '2027-02-20T12:15:00.000Z',
    createdAt: '2027-02-20T12:00:00.000Z',
    confirmedAt: '2027-02-20T12:01:00.000Z',
    completedAt: null,
    releaseAt: null,
    cancellation: null,
    sequence: 1,
    ...details,
  }
}

/** A person as user-service tells the other services. */
export function aContact(details: Partial<Contact> = {}): Contact {
  const id = details.id ?? crypto.randomUUID()
  return {
    id,
    displayName: `Person ${id.slice(-4)}`,
    avatarUrl: null,
    timeZone: 'Europe/Berlin',
    email: `${id}@example.com`,
    locale: 'en',
    birthDate: '2000-01-01',
    preferences: { theme: 'system', hourCycle: '24h', emailReminders: true, emailUpdates: true },
    ...details,
  }
}
