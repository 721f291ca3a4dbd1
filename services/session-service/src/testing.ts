/** session-service under test: coaches and attendance faked by contract, and the steps that most tests begin with. */
import { listAdmins } from '@ecc/contracts/auth'
import {
  type BookingRecord,
  createBooking,
  getBookingRecord,
  notBookable,
  offerNotFound,
} from '@ecc/contracts/bookings'
import { getChargebackStanding } from '@ecc/contracts/chargebacks'
import { type CoachProfile, getCoach, listSlots, type Quote, quoteSlot } from '@ecc/contracts/coaches'
import { type DateQuote, quoteDates } from '@ecc/contracts/date-quotes'
import type { PayloadOf } from '@ecc/contracts/define'
import type { GroupTerms } from '@ecc/contracts/group-terms'
import type { Attendance, Side } from '@ecc/contracts/outcomes'
import { type PackageQuote, quotePackage } from '@ecc/contracts/package-offers'
import { buyPackage, getPackage, type Package } from '@ecc/contracts/packages'
import { paymentAuthorized, paymentCaptured } from '@ecc/contracts/payments'
import { unavailable } from '@ecc/contracts/problems'
import { aCoachProfile, aContact } from '@ecc/contracts/samples'
import { findUsers } from '@ecc/contracts/users'
import { getAttendanceSummary } from '@ecc/contracts/video'
import { type Caller, OffsetClock, plusMinutes, type Sql } from '@ecc/kit'
import { anAdmin, anId, type Fake, fake, type TestedService, testService } from '@ecc/kit/testing'
import type { Config } from './config.ts'
import definition from './service.ts'

/** Minutes before and after a session in which the faked coaches are not free. */
const bufferMinutes = 15

/** The faked coaches offer every quarter of an hour, whatever the time of day. */
const gridMs = 15 * 60_000

/** `2027-03-02T10:00` as an instant in UTC. */
export const at = (minute: string): string => `${minute}:00.000Z`

type Offer = Pick<Quote, 'offerId' | 'coachId' | 'kind' | 'durationMinutes' | 'price' | 'policy' | 'bookingMode'> & {
  caps?: Caps
  /** Of a group: what makes it one; each start of it is a date of its own. */
  group?: GroupTerms
}
/** The caps of a coach, on the clock of a zone. */
type Caps = Pick<
  Quote,
  'coachZone' | 'maxBookingsPerDay' | 'maxBookingsPerWeek' | 'maxMinutesPerDay' | 'maxMinutesPerWeek'
>

/** Stays of each side as minutes after the start, from and to. */
export interface Meeting {
  player?: readonly (readonly [number, number])[]
  coach?: readonly (readonly [number, number])[]
}
const threeSessions = {
  offerTitle: '3 × Live coaching',
  gameId: 'valorant',
  sessions: 3,
  price: { amount: 8_100, currency: 'EUR' },
  singlePrice: { amount: 3_000, currency: 'EUR' },
} satisfies Partial<PackageQuote>

/** The service with offers, attendance and shortcuts. */
export interface TestedSessions extends TestedService<Config> {
  offer(details?: Partial<Offer>): Offer
  hold(player: Caller, details: { offer?: Offer; startsAt: string }): Promise<BookingRecord>
  confirm(player: Caller, details: { offer?: Offer; startsAt: string }): Promise<BookingRecord>
  /** A session that was asked for, of an offer that is booked so. */
  ask(player: Caller, details: { offer?: Offer; startsAt: string }): Promise<BookingRecord>
  /** What payment-service tells of the payment of a booking by itself. */
  paymentOf(booking: BookingRecord): PayloadOf<typeof paymentCaptured>
  /** A package on sale: three sessions of an hour at 30.00, for 81.00, unless told. */
  packageOffer(details?: Partial<PackageQuote>): PackageQuote
  /** A package that is paid. */
  bought(player: Caller, offer?: PackageQuote): Promise<Package>
  /** Opens these times of an offer and no others; one that was never opened or closed has every time. */
  open(offer: Offer, starts: string[]): Offer
  /** From now on coach-service lists no free time, as before it has heard of one. */
  hideFreeTimes(): void
  /** Who was in the room, each side from the start on. */
  attend(bookingId: string, seconds: { playerSeconds: number; coachSeconds: number }): void
  /** Who was in the room: the stays of each side, in minutes after the start. */
  meet(bookingId: string, stays: Meeting): void
  /** video-service is away, or back. */
  loseVideo(away: boolean): void
  /** What payment-service says of chargebacks from now on; null: it is away. */
  knowChargebacks(chargebacks: World['chargebacks']): void
  /** Somebody of staff, by name; who is a player or coach already by their id. */
  employ(name: string, userId?: string): Caller
  /** Moves the clock without running what falls due. */
  skipTime(minutes: number): void
}

/** Starts the service on 1 March 2027, noon UTC. */
export async function sessionService(
  options: { dates?: { coachId: string; items: DateQuote[] } } = {},
): Promise<TestedSessions> {
  const world: World = {
    offers: new Map(),
    opened: new Map(),
    hidden: false,
    packageOffers: new Map(),
    meetings: new Map(),
    videoIsAway: false,
    chargebacks: { open: 0, total: 0 },
    staff: new Map(),
    dates: options.dates,
  }
  const { opened, meetings } = world
  const clock = new OffsetClock('2027-03-01T12:00:00Z')
  const t: TestedService<Config> = await testService<Config>(definition, {
    clock,
    fakes: fakesOf(world, { sql: () => t.sql, now: () => clock.now() }),
  })
  const { offer, packageOffer } = sellingIn(world)
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
      await t.deliver(paymentCaptured, paymentOf(booking), { aggregateId: booking.id })
      return { ...booking, state: 'confirmed' }
    },
    async ask(player, details) {
      const asked = { offer: offer({ bookingMode: 'request' }), ...details }
      const booking = await hold(player, asked)
      await t.deliver(paymentAuthorized, paymentOf(booking), { aggregateId: booking.id })
      return t.call(getBookingRecord, { params: { id: booking.id } })
    },
    paymentOf,
    open: (made, starts) => {
      opened.set(made.offerId, starts)
      return made
    },
    hideFreeTimes: () => {
      world.hidden = true
    },
    packageOffer,
    async bought(player, from = packageOffer()) {
      const {
        id: orderId,
        coachId,
        price: amount,
      } = await t.call(buyPackage, { body: { offerId: from.offerId } }, { as: player })
      const about = {
        orderId,
        orderKind: 'package' as const,
        bookingId: null,
        playerId: player.userId,
        coachId,
        amount,
      }
      await t.deliver(paymentCaptured, { paymentId: anId(), ...about }, { aggregateId: orderId })
      await t.settle()
      return t.call(getPackage, { params: { id: orderId } }, { as: player })
    },
    attend: (bookingId, { playerSeconds, coachSeconds }) =>
      void meetings.set(bookingId, { player: [[0, playerSeconds / 60]], coach: [[0, coachSeconds / 60]] }),
    meet: (bookingId, stays) => void meetings.set(bookingId, stays),
    loseVideo: (away) => {
      world.videoIsAway = away
    },
    knowChargebacks: (chargebacks) => {
      world.chargebacks = chargebacks
    },
    employ: (name, userId) => {
      const admin = anAdmin(userId)
      world.staff.set(admin.userId, name)
      return admin
    },
    skipTime: (minutes) => {
      clock.offsetMs += minutes * 60_000
    },
  }
}

function paymentOf({ id, orderKind, playerId, coachId, price }: BookingRecord): PayloadOf<typeof paymentCaptured> {
  return { paymentId: anId(), orderId: id, orderKind, bookingId: id, playerId, coachId, amount: price }
}

/** What coaches put on sale. */
function sellingIn({ offers, packageOffers }: World): Pick<TestedSessions, 'offer' | 'packageOffer'> {
  const offer: TestedSessions['offer'] = (details = {}) => {
    const made: Offer = {
      offerId: anId(),
      coachId: anId(),
      kind: 'single',
      durationMinutes: 60,
      price: { amount: 3000, currency: 'EUR' },
      policy: 'flexible',
      bookingMode: 'instant',
      ...details,
    }
    offers.set(made.offerId, made)
    return made
  }
  const packageOffer: TestedSessions['packageOffer'] = (details = {}) => {
    const { offerId, coachId, durationMinutes, policy } = offer({ kind: 'package', ...details })
    const made: PackageQuote = {
      offerId,
      coachId,
      ...threeSessions,
      durationMinutes,
      policy,
      ...details,
    }
    packageOffers.set(offerId, made)
    return made
  }
  return { offer, packageOffer }
}

/** What an offer has on sale and nobody has taken. */
async function freeTimes(
  sql: Sql,
  starts: string[],
  { offerId, from, to }: { offerId: string; from: string; to: string },
) {
  const taken = await sql<{ startsAt: string }>`
    select starts_at from bookings where offer_id = ${offerId} and state in ('held', 'confirmed')`
  const isFree = (start: string) => start >= from && start < to && !taken.some(({ startsAt }) => startsAt === start)
  const items = starts.filter(isFree).map((startsAt) => ({
    startsAt,
    endsAt: plusMinutes(startsAt, 60).toISOString(),
    group: null,
  }))
  return { coachZone: 'UTC', items }
}

function onSale({ offerId, caps: _caps, group, ...offer }: Offer): CoachProfile['offers'][number] {
  const words = { title: 'Live coaching', description: '', gameId: 'valorant' }
  return {
    ...offer,
    ...words,
    id: offerId,
    active: true,
    package: null,
    group: group ?? null,
    createdAt: '2027-01-01T00:00:00.000Z',
  }
}

/** What the other services know, as a test has it. */
interface World {
  offers: Map<string, Offer>
  /** The times of an offer that are on sale; all of one that is not in it. */
  opened: Map<string, string[]>
  hidden: boolean
  packageOffers: Map<string, PackageQuote>
  meetings: Map<string, Meeting>
  videoIsAway: boolean
  /** What payment-service says of every order; null while it is away. */
  chargebacks: { open: number; total: number } | null
  /** The names of staff, by id. */
  staff: Map<string, string>
  dates: { coachId: string; items: DateQuote[] } | undefined
}

/** The services that are asked, with what the test has put into them. */
function fakesOf(world: World, { sql, now }: { sql: () => Sql; now: () => Date }): Fake[] {
  const { offers, opened, packageOffers, meetings, dates } = world
  return [
    fake(quoteSlot, async ({ body: { offerId, startsAt, sold } }) => {
      if (!sold?.anyTime && Date.parse(startsAt) % gridMs !== 0) throw notBookable(undefined, { reason: 'off-grid' })
      if (opened.get(offerId)?.includes(startsAt) === false) throw notBookable()
      return quote(offers.get(offerId), startsAt)
    }),
    fake(listSlots, async ({ query }) => {
      const asked = query as Parameters<typeof freeTimes>[2]
      return freeTimes(sql(), world.hidden ? [] : (opened.get(asked.offerId) ?? []), asked)
    }),
    fake(getCoach, async ({ params }) => {
      const { id } = params as { id: string }
      return aCoachProfile({ id, offers: [...offers.values()].filter(({ coachId }) => coachId === id).map(onSale) })
    }),
    fake(quotePackage, async ({ body }) => {
      const found = packageOffers.get(body.offerId)
      if (!found) throw offerNotFound()
      return found
    }),
    fake(quoteDates, async () => ({
      coachId: dates?.coachId ?? anId(),
      coachZone: 'UTC',
      durationMinutes: 60,
      price: { amount: 3_000, currency: 'EUR' as const },
      items: dates?.items ?? [],
    })),
    fake(listAdmins, async () => ({ ids: [...world.staff.keys()] })),
    fake(findUsers, async ({ body: { ids } }) => ({
      items: [...world.staff].flatMap(([id, displayName]) => (ids.includes(id) ? [aContact({ id, displayName })] : [])),
    })),
    fake(getChargebackStanding, async () => {
      if (world.chargebacks === null) throw unavailable()
      return world.chargebacks
    }),
    fake(getAttendanceSummary, async ({ params }) => {
      const { id } = params as { id: string }
      if (world.videoIsAway) throw unavailable()
      const booked = await sql().one<Booked>`select starts_at, ends_at from bookings where id = ${id}`
      return { bookingId: id, ...attendanceIn(meetings.get(id) ?? {}, booked, now()) }
    }),
  ]
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
  const { caps, group, ...terms } = offer
  return {
    ...terms,
    ...caps,
    offerTitle: 'Live coaching',
    gameId: 'valorant',
    startsAt,
    endsAt: endsAt.toISOString(),
    blockedFrom: startsAt,
    blockedTo: plusMinutes(endsAt, bufferMinutes).toISOString(),
    group: group ? dateOf(offer.offerId, startsAt, group) : null,
  }
}

/** A date of a group, the same whoever asks. */
function dateOf(offerId: string, startsAt: string, { minSeats, maxSeats, cutoffHours }: GroupTerms) {
  const slot = String(Math.floor(Date.parse(startsAt) / gridMs)).padStart(12, '0')
  const id = `${offerId.slice(0, 23)}-${slot}`
  return { id, minSeats, maxSeats, decidesAt: plusMinutes(startsAt, -cutoffHours * 60).toISOString() }
}
