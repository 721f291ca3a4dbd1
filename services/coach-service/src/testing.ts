/** coach-service under test: people faked by contract, and coaches made the way they make themselves. */
import { emailConfirmed } from '@ecc/contracts/auth'
import { type BookingRecord, type bookingHeld } from '@ecc/contracts/bookings'
import {
  type Availability,
  type CoachGame,
  createOffer,
  type Game,
  type Offer,
  saveAvailability,
  saveCoachProfile,
  submitCoachProfile,
} from '@ecc/contracts/coaches'
import { payoutAccountChanged } from '@ecc/contracts/payments'
import { aBookingRecord, aContact } from '@ecc/contracts/samples'
import { type Contact, findUsers } from '@ecc/contracts/users'
import { approveCoach } from '@ecc/contracts/verifications'
import { type Caller, OffsetClock, plusMinutes } from '@ecc/kit'
import { aCoach, anAdmin, fake, type TestedService, testService } from '@ecc/kit/testing'
import type { Config } from './config.ts'
import { gameCatalogue } from './game-catalogue.ts'
import definition from './service.ts'

/** `2027-03-02T10:00` as an instant in UTC. */
export const at = (minute: string): string => `${minute}:00.000Z`

/** Two games of the catalogue that have roles, and a ladder to climb. */
export const [game, otherGame] = gameCatalogue.filter(({ roles, ranks }) => roles.length > 1 && ranks.length > 3) as [
  Game,
  Game,
]

/** That a coach teaches a game in its `role`-th role, holding its `rank`-th rank. */
export function teaches(taught: Game, { role = 0, rank = 1 }: { role?: number; rank?: number } = {}): CoachGame {
  const roleId = taught.roles[role]?.id
  const rankId = taught.ranks[rank]?.id
  if (!roleId || !rankId) throw new Error(`${taught.id} has no such role or rank`)
  return { gameId: taught.id, roleIds: [roleId], rankId }
}

/** Every day of the week from `start` to `end`. */
export const daily = (start: string, end: string): Availability['weekly'] =>
  Array.from({ length: 7 }, (_, day) => ({ day, start, end }))

/** What a made coach is like, where the test cares. */
export interface CoachDetails {
  displayName: string
  avatarUrl: string | null
  birthDate: string
  headline: string
  bio: string
  games: CoachGame[]
  languages: string[]
  hours: Partial<Availability>
  offer: Partial<
    Pick<Offer, 'durationMinutes' | 'price' | 'title' | 'policy' | 'bookingMode'> & { kind: 'single' | 'trial' }
  >
}

/** A coach of a test. */
export interface MadeCoach {
  id: string
  caller: Caller
  offer: Offer
}

/** The service with people, coaches and bookings. */
export interface TestedCoaches extends TestedService<Config> {
  /** Someone user-service knows. */
  person(id: string, details?: Partial<Contact>): Contact
  /** A coach who has passed every gate but has not submitted. */
  readyCoach(details?: Partial<CoachDetails>): Promise<MadeCoach>
  /** A coach whose profile is public. */
  coach(details?: Partial<CoachDetails>): Promise<MadeCoach>
  /** Tells the service of a booking, as session-service does. */
  booking(event: typeof bookingHeld, coach: MadeCoach, details: Partial<BookingRecord>): Promise<BookingRecord>
  /** Moves the clock without running what falls due. */
  skipTime(minutes: number): void
  /** How often user-service was asked. */
  lookUps(): number
}

/** Starts the service on Monday, 1 March 2027, 11:50 UTC; the clock goes on, so nothing should hang on the next minutes. */
export async function coachService(env: Record<string, string> = {}): Promise<TestedCoaches> {
  const people = new Map<string, Contact>()
  const clock = new OffsetClock('2027-03-01T11:50:00Z')
  let lookUps = 0
  const t = await testService<Config>(definition, {
    clock,
    env,
    fakes: [
      fake(findUsers, async ({ body }) => {
        lookUps++
        return { items: body.ids.flatMap((id) => people.get(id) ?? []) }
      }),
    ],
  })
  const person: TestedCoaches['person'] = (id, details = {}) => {
    const contact = { ...someone(id), ...details }
    people.set(id, contact)
    return contact
  }
  const readyCoach: TestedCoaches['readyCoach'] = async (details = {}) => {
    const caller = aCoach()
    const { displayName = 'Mina Park', avatarUrl = 'https://example.com/mina.png', birthDate = '1999-05-04' } = details
    person(caller.userId, { displayName, avatarUrl, birthDate })
    await t.call(saveCoachProfile, { body: profileOf(details) }, { as: caller })
    const hours = { zone: 'UTC', weekly: daily('09:00', '17:00'), ...details.hours }
    await t.call(saveAvailability, { body: hours }, { as: caller })
    const offer = await t.call(createOffer, { body: offerOf(details) }, { as: caller })
    await t.deliver(emailConfirmed, { userId: caller.userId, email: 'mina@example.com' })
    await t.deliver(payoutAccountChanged, { coachId: caller.userId, active: true })
    return { id: caller.userId, caller, offer }
  }
  return {
    ...t,
    person,
    readyCoach,
    async coach(details) {
      const coach = await readyCoach(details)
      await t.call(submitCoachProfile, { body: {} }, { as: coach.caller })
      await t.call(approveCoach, { params: { id: coach.id }, body: {} }, { as: anAdmin() })
      return coach
    },
    async booking(event, coach, details) {
      const booking = bookingOf(coach, { holdExpiresAt: plusMinutes(clock.now(), 15).toISOString(), ...details })
      await t.deliver(event, booking, { aggregateId: booking.id })
      return booking
    },
    skipTime: (minutes) => {
      clock.offsetMs += minutes * 60_000
    },
    lookUps: () => lookUps,
  }
}

function someone(id: string): Contact {
  return aContact({ id, displayName: 'Mina Park', avatarUrl: 'https://example.com/mina.png' })
}

function profileOf({ headline, bio, games, languages }: Partial<CoachDetails>) {
  return {
    headline: headline ?? 'Calm fundamentals',
    bio: bio ?? 'Ten years of competitive play.',
    games: games ?? [teaches(game)],
    languages: languages ?? ['en'],
    rankProof: 'https://tracker.example.com/mina',
    codeOfConductAccepted: true,
  }
}

function offerOf({ offer, games }: Partial<CoachDetails>) {
  return {
    title: 'Live coaching',
    gameId: games?.[0]?.gameId ?? game.id,
    durationMinutes: 60,
    price: { amount: 3000, currency: 'EUR' as const },
    ...offer,
  }
}

function bookingOf({ id, offer }: MadeCoach, details: Partial<BookingRecord>): BookingRecord {
  const startsAt = details.startsAt ?? at('2027-03-02T10:00')
  return aBookingRecord({
    coachId: id,
    offerId: offer.id,
    offerTitle: offer.title,
    gameId: offer.gameId,
    startsAt,
    endsAt: plusMinutes(startsAt, offer.durationMinutes).toISOString(),
    durationMinutes: offer.durationMinutes,
    price: offer.price,
    policy: offer.policy,
    holdExpiresAt: startsAt,
    confirmedAt: null,
    sequence: 0,
    ...details,
  })
}
