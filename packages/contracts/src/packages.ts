/** What session-service promises of packages: sessions paid for at once and scheduled one by one. */
import { type Static, Type } from 'typebox'
import { BookingFunds } from './booking-parts.ts'
import {
  Actor,
  BookingRecord,
  BookingState,
  CancellationPolicy,
  notBookable,
  offerNotFound,
  ownOffer,
  playerBusy,
  sessionService,
  slotTaken,
} from './bookings.ts'
import { problem, Shape } from './define.ts'
import { ById, Id, Instant, Money, Nullable, OneOf, Page, PersonCard, pageQuery } from './vocabulary.ts'

const { route, event } = sessionService

/** Where a package stands. `lapsed`: not paid in time. */
export const PackageState = OneOf(['pending', 'active', 'lapsed', 'expired', 'cancelled'])
export type PackageState = Static<typeof PackageState>

/**
 * A bought package, and the payload of its events. `remaining` counts the sessions that are not scheduled. From its payment on
 * `price` is what its player paid.
 */
export const PackageRecord = Shape({
  id: Id,
  playerId: Id,
  coachId: Id,
  offerId: Id,
  offerTitle: Type.String(),
  gameId: Type.String(),
  durationMinutes: Type.Integer(),
  sessions: Type.Integer(),
  remaining: Type.Integer(),
  price: Money,
  funds: Type.Optional(BookingFunds),
  singlePrice: Money,
  policy: CancellationPolicy,
  state: PackageState,
  payableUntil: Instant,
  createdAt: Instant,
  paidAt: Nullable(Instant),
  validUntil: Nullable(Instant),
  endedAt: Nullable(Instant),
  refund: Nullable(Money),
})
export type PackageRecord = Static<typeof PackageRecord>

/** What ending a package now would do: the player's refund, and what the coach keeps of the unused sessions, before commission. */
export const PackageEffect = Shape({
  allowed: Type.Boolean(),
  used: Type.Integer(),
  refund: Money,
  toCoach: Money,
})
export type PackageEffect = Static<typeof PackageEffect>

/** A package as its player or coach sees it, with the sessions that were scheduled. */
export const Package = Shape({
  ...PackageRecord.properties,
  viewerIs: OneOf(['player', 'coach', 'admin']),
  player: PersonCard,
  coach: PersonCard,
  cancelEffect: PackageEffect,
  scheduled: Type.Array(Shape({ bookingId: Id, startsAt: Instant, endsAt: Instant, state: BookingState })),
})
export type Package = Static<typeof Package>

export const packageNotFound = problem('package-not-found', 404, 'There is no such package')
export const packageOver = problem('package-over', 409, 'This package can no longer be used')
export const noSessionsLeft = problem('no-sessions-left', 409, 'All sessions of this package are scheduled')
export const afterPackage = problem('after-package', 409, 'That is after the last day of the package')
export const tooManyPackages = problem(
  'too-many-packages',
  409,
  'You have as many packages that are not paid yet as you may; pay for or let go of one first',
)

const packageExample = { params: { id: '0199f1de-6a00-7000-8000-000000000003' } }

export const buyPackage = route('buyPackage', {
  method: 'POST',
  path: '/packages',
  access: 'player',
  summary: 'Order a package, to be paid within 15 minutes by `POST /orders/{id}/pay`',
  idempotent: true,
  body: Shape({ offerId: Id }),
  status: 201,
  reply: PackageRecord,
  problems: [offerNotFound, ownOffer, tooManyPackages],
  limit: { max: 30, windowSeconds: 60 },
})

export const listPackages = route('listPackages', {
  method: 'GET',
  path: '/packages',
  access: 'self',
  summary: 'Your packages, as player or as coach, latest first; those never paid are left out',
  query: Shape({
    ...pageQuery,
    as: Type.Optional(OneOf(['player', 'coach'])),
    state: Type.Optional(PackageState),
    coachId: Type.Optional(Id),
  }),
  reply: Page(Package),
})

export const getPackage = route('getPackage', {
  method: 'GET',
  path: '/packages/:id',
  access: 'self',
  summary: 'One package',
  params: ById,
  reply: Package,
  problems: [packageNotFound],
  example: packageExample,
})

export const schedulePackageSession = route('schedulePackageSession', {
  method: 'POST',
  path: '/packages/:id/bookings',
  access: 'player',
  summary: 'Schedule a session of a package: confirmed at once, as it is paid for',
  description: 'Every time that `GET /coaches/{id}/slots` lists for its offer, up to the last day of the package.',
  idempotent: true,
  params: ById,
  body: Shape({ startsAt: Instant }),
  status: 201,
  reply: BookingRecord,
  problems: [packageNotFound, packageOver, noSessionsLeft, afterPackage, notBookable, slotTaken, playerBusy],
  limit: { max: 60, windowSeconds: 60 },
})

export const cancelPackage = route('cancelPackage', {
  method: 'POST',
  path: '/packages/:id/cancel',
  access: 'self',
  summary: 'End a package; `cancelEffect` tells the refund beforehand. Sessions that are scheduled stay',
  description:
    'The player gets back what was paid less the single price of each session used or scheduled, never below zero; when the ' +
    'coach ends it, all that is unused. `refund` refuses when the effect is no longer the one that was shown.',
  idempotent: true,
  params: ById,
  body: Shape({ refund: Type.Optional(Money) }),
  reply: PackageRecord,
  problems: [packageNotFound, packageOver],
  example: packageExample,
})

export const packageBought = event('package.bought', PackageRecord, 'Paid: its sessions can be scheduled')
export const packageLapsed = event(
  'package.lapsed',
  Shape({ ...PackageRecord.properties, cause: OneOf(['cancelled', 'expired']) }),
  'Not paid in time, or let go of by the player',
)
export const packageSessionReturned = event(
  'package.session-returned',
  Shape({
    packageId: Id,
    bookingId: Id,
    playerId: Id,
    coachId: Id,
    price: Money,
    funds: Type.Optional(BookingFunds),
    to: OneOf(['package', 'card']),
  }),
  'A session was not used: it can be scheduled again, or, when the package is over, its price goes back',
)
export const packageExpiring = event(
  'package.expiring',
  Shape({ ...PackageRecord.properties, daysLeft: Type.Integer() }),
  'Sessions are left, and the package ends soon',
)
export const packageEnded = event(
  'package.ended',
  Shape({
    ...PackageRecord.properties,
    by: Actor,
    refund: Money,
    rest: Money,
    restFunds: Type.Optional(BookingFunds),
  }),
  '`refund` of `rest`, what the player paid for the unused sessions, goes back, what is left to the coach; `restFunds` are of `rest`',
)
