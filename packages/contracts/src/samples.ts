/** Valid values of contracts, for tests: say in `details` only what the test is about. */
import type { BookingRecord } from './bookings.ts'
import type { CoachProfile } from './coaches.ts'
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
    bookingMode: 'instant',
    state: 'confirmed',
    startsAt: '2027-03-01T17:00:00.000Z',
    endsAt: '2027-03-01T18:00:00.000Z',
    durationMinutes: 60,
    price: { amount: 4500, currency: 'EUR' },
    policy: 'flexible',
    policyVersion: 1,
    holdExpiresAt: '2027-02-20T12:15:00.000Z',
    request: null,
    createdAt: '2027-02-20T12:00:00.000Z',
    confirmedAt: '2027-02-20T12:01:00.000Z',
    completedAt: null,
    releaseAt: null,
    cancellation: null,
    reschedule: null,
    movedAt: null,
    group: null,
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

/** An approved coach's page, with nothing on sale. */
export function aCoachProfile(details: Partial<CoachProfile> = {}): CoachProfile {
  const id = details.id ?? crypto.randomUUID()
  return {
    id,
    displayName: 'Cory Coach',
    avatarUrl: null,
    timeZone: 'Europe/Berlin',
    headline: 'Better aim in a week',
    bio: '',
    games: [],
    languages: ['en'],
    rating: { coachId: id, mean: null, count: 0, rankScore: 4.5 },
    fromPrice: { amount: 4500, currency: 'EUR' },
    nextSlots: [],
    nextSlotsOfferId: null,
    nextSlotsOfferKind: null,
    offers: [],
    joinedAt: '2027-01-01T00:00:00.000Z',
    ...details,
  }
}
