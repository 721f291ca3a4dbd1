/** session-service under test: coaches and attendance faked by contract, and the steps that most tests begin with. */
import { type BookingRecord, createBooking, offerNotFound } from '@ecc/contracts/bookings'
import { type Quote, quoteSlot } from '@ecc/contracts/coaches'
import type { Attendance, Side } from '@ecc/contracts/outcomes'
import { paymentCaptured } from '@ecc/contracts/payments'
import { unavailable } from '@ecc/contracts/problems'
import { findUsers } from '@ecc/contracts/users'
import { getAttendanceSummary } from '@ecc/contracts/video'
import { type Caller, OffsetClock, plusMinutes } from '@ecc/kit'
import { anId, fake, type TestedService, testService } from '@ecc/kit/testing'
import type { Config } from './config.ts'
import definition from './service.ts'

/** Minutes before and after a session in which the faked coaches are not free. */
const bufferMinutes = 15

/** `2027-03-02T10:00` as an instant in UTC. */
export const at = (minute: string): string => `${minute}:00.000Z`

type Offer = Pick<Quote, 'offerId' | 'coachId' | 'kind' | 'durationMinutes' | 'price' | 'policy'>

/** Stays of each side as minutes after the start, from and to. */
export interface Meeting {
  player?: readonly (readonly [number, number])[]
  coach?: readonly (readonly [number, number])[]
}

/** The service with offers, attendance and shortcuts. */
export interface TestedSessions extends TestedService<Config> {
  offer(details?: Partial<Offer>): Offer
  hold(player: Caller, details: { offer?: Offer; startsAt: string }): Promise<BookingRecord>
  confirm(player: Caller, details: { offer?: Offer; startsAt: string }): Promise<BookingRecord>
  /** Who was in the room, each side from the start on. */
  attend(bookingId: string, seconds: { playerSeconds: number; coachSeconds: number }): void
  /** Who was in the room: the stays of each side, in minutes after the start. */
  meet(bookingId: string, stays: Meeting): void
  /** video-service is away, or back. */
  loseVideo(away: boolean): void
  /** Moves the clock without running what falls due. */
  skipTime(minutes: number): void
}

/** Starts the service on 1 March 2027, noon UTC. */
export async function sessionService(): Promise<TestedSessions> {
  const offers = new Map<string, Offer>()
  const meetings = new Map<string, Meeting>()
  let videoIsAway = false
  const clock = new OffsetClock('2027-03-01T12:00:00Z')
  const t: TestedService<Config> = await testService<Config>(definition, {
    clock,
    fakes: [
      fake(quoteSlot, async ({ body }) => quote(offers.get(body.offerId), body.startsAt)),
      fake(findUsers, async () => ({ items: [] })),
      fake(getAttendanceSummary, async ({ params }) => {
        const { id } = params as { id: string }
        if (videoIsAway) throw unavailable()
        const booked = await t.sql.one<Booked>`select starts_at, ends_at from bookings where id = ${id}`
        return { bookingId: id, ...attendanceIn(meetings.get(id) ?? {}, booked, clock.now()) }
      }),
    ],
  })
  const offer: TestedSessions['offer'] = (details = {}) => {
    const made: Offer = {
      offerId: anId(),
      coachId: anId(),
      kind: 'single',
      durationMinutes: 60,
      price: { amount: 3000, currency: 'EUR' },
      policy: 'flexible',
      ...details,
    }
    offers.set(made.offerId, made)
    return made
  }
  const hold: TestedSessions['hold'] = (player, details) =>
    t.call(
      createBooking,
      { body: { offerId: (details.offer ?? offer()).offerId, startsAt: details.startsAt } },
      { as: player },
    )
  return {
    ...t,
    offer,
    hold,
    async confirm(player, details) {
      const booking = await hold(player, details)
      const paid = {
        paymentId: anId(),
        bookingId: booking.id,
        playerId: booking.playerId,
        coachId: booking.coachId,
        amount: booking.price,
      }
      await t.deliver(paymentCaptured, paid, { aggregateId: booking.id })
      return { ...booking, state: 'confirmed' }
    },
    attend: (bookingId, { playerSeconds, coachSeconds }) =>
      void meetings.set(bookingId, { player: [[0, playerSeconds / 60]], coach: [[0, coachSeconds / 60]] }),
    meet: (bookingId, stays) => void meetings.set(bookingId, stays),
    loseVideo: (away) => {
      videoIsAway = away
    },
    skipTime: (minutes) => {
      clock.offsetMs += minutes * 60_000
    },
  }
}

interface Booked {
  startsAt: string
  endsAt: string
}

/** As video-service counts it up to `now`, second by second. */
export function attendanceIn(meeting: Meeting, { startsAt, endsAt }: Booked, now: Date): Attendance {
  const start = Date.parse(startsAt)
  const end = Math.min(Date.parse(endsAt), Math.max(start, now.getTime()))
  const stays = (['player', 'coach'] as const).flatMap((side) =>
    (meeting[side] ?? [])
      .map(([from, to]) => ({ side, from: start + from * 60_000, to: start + to * 60_000 }))
      .filter(({ from, to }) => Math.max(from, start) < Math.min(to, end)),
  )
  const instant = (ms: number) => new Date(ms).toISOString()
  const seconds = Array.from({ length: (end - start) / 1000 }, (_, second) => start + second * 1000)
  const there = (side: Side, at: number) => stays.some((stay) => stay.side === side && stay.from <= at && at < stay.to)
  const first = (side: Side) => stays.filter((stay) => stay.side === side).map(({ from }) => from)
  return {
    playerSeconds: seconds.filter((at) => there('player', at)).length,
    coachSeconds: seconds.filter((at) => there('coach', at)).length,
    bothSeconds: seconds.filter((at) => there('player', at) && there('coach', at)).length,
    playerFirstJoin: first('player').length > 0 ? instant(Math.min(...first('player'))) : null,
    coachFirstJoin: first('coach').length > 0 ? instant(Math.min(...first('coach'))) : null,
    stays: stays.map(({ side, from, to }) => ({
      side,
      from: instant(Math.max(from, start)),
      to: instant(Math.min(to, end)),
    })),
  }
}

function quote(offer: Offer | undefined, startsAt: string): Quote {
  if (!offer) throw offerNotFound()
  const endsAt = plusMinutes(startsAt, offer.durationMinutes)
  return {
    ...offer,
    offerTitle: 'Live coaching',
    gameId: 'valorant',
    startsAt,
    endsAt: endsAt.toISOString(),
    blockedFrom: startsAt,
    blockedTo: plusMinutes(endsAt, bufferMinutes).toISOString(),
  }
}
