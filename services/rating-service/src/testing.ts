/** rating-service under test: sessions, people, and the steps that most tests begin with. */
import { type BookingRecord, bookingCompleted, bookingNotFound, getBookingRecord } from '@ecc/contracts/bookings'
import { unavailable } from '@ecc/contracts/problems'
import { type Rating, rateBooking } from '@ecc/contracts/ratings'
import { aBookingRecord, aContact } from '@ecc/contracts/samples'
import { findUsers } from '@ecc/contracts/users'
import { type Caller, OffsetClock } from '@ecc/kit'
import { aCoach, aPlayer, fake, type TestedService, testService } from '@ecc/kit/testing'
import type { Config } from './config.ts'
import definition from './service.ts'

/** A session with the two people of it. */
export interface TestedSession {
  id: string
  booking: BookingRecord
  player: Caller
  coach: Caller
}

/** The service with sessions and people. */
export interface TestedRatings extends TestedService<Config> {
  /** A session in the state given (completed now, unless told), known to the faked session-service only. */
  unseen(details?: Partial<BookingRecord>): TestedSession
  /** The same, once its event has arrived. */
  session(details?: Partial<BookingRecord>): Promise<TestedSession>
  rate(session: TestedSession, by: 'player' | 'coach', stars?: number): Promise<Rating>
  /** A session rated by both, so published. */
  rated(stars: number, details?: Partial<BookingRecord>): Promise<TestedSession>
  /** What the faked user-service calls people. */
  names: Map<string, string>
  userService: { isAway: boolean }
}

/** Starts the service on 1 March 2027, noon UTC. */
export async function ratingService(): Promise<TestedRatings> {
  const bookings = new Map<string, BookingRecord>()
  const names = new Map<string, string>()
  const userService = { isAway: false }
  const t = await testService<Config>(definition, {
    clock: new OffsetClock('2027-03-01T12:00:00Z'),
    fakes: [
      fake(getBookingRecord, async ({ params }) => {
        const booking = bookings.get((params as { id: string }).id)
        if (!booking) throw bookingNotFound()
        return booking
      }),
      fake(findUsers, async ({ body }) => {
        if (userService.isAway) throw unavailable()
        return {
          items: body.ids.flatMap((id) =>
            names.has(id) ? aContact({ id, displayName: names.get(id) as string }) : [],
          ),
        }
      }),
    ],
  })
  const unseen: TestedRatings['unseen'] = (details = {}) => {
    const booking = aBookingRecord({
      state: 'completed',
      startsAt: '2027-03-01T11:00:00.000Z',
      endsAt: '2027-03-01T12:00:00.000Z',
      completedAt: t.clock.now().toISOString(),
      ...details,
    })
    bookings.set(booking.id, booking)
    return { id: booking.id, booking, player: aPlayer(booking.playerId), coach: aCoach(booking.coachId) }
  }
  const session: TestedRatings['session'] = async (details) => {
    const made = unseen(details)
    await t.deliver(bookingCompleted, made.booking, { aggregateId: made.id })
    return made
  }
  const rate: TestedRatings['rate'] = ({ id, player, coach }, by, stars = 5) =>
    t.call(rateBooking, { params: { id }, body: { stars } }, { as: by === 'player' ? player : coach })
  return {
    ...t,
    names,
    userService,
    unseen,
    session,
    rate,
    async rated(stars, details) {
      const made = await session(details)
      await rate(made, 'player', stars)
      await rate(made, 'coach')
      return made
    },
  }
}
