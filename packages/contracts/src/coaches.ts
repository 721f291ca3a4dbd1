/** What coach-service promises: games, coach profiles, offers, hours, slots, onboarding, approval, search. */
import { type Static, Type } from 'typebox'
import { SoldSession } from './booking-parts.ts'
import { BookingMode, CancellationPolicy, notBookable, OfferKind, offerNotFound } from './bookings.ts'
import { problem, Shape, service } from './define.ts'
import { GroupFacts, GroupStanding, GroupTerms } from './group-terms.ts'
import { BookingTime, caps, hoursFields } from './hours.ts'
import { PackageTerms } from './package-terms.ts'
import { RatingSummary } from './ratings.ts'
import {
  ById,
  Id,
  Instant,
  LocalDate,
  Money,
  Nullable,
  OneOf,
  Page,
  PersonCard,
  pageQuery,
  ZoneName,
} from './vocabulary.ts'

/** The service, for the contracts of its other subjects. */
export const coachService = service({
  name: 'coach-service',
  port: 3003,
  summary: 'Games, coach profiles, offers, hours, slots, search, approval',
})
const { route } = coachService

const Slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const Language = Type.String({ pattern: '^[a-z]{2,3}$', description: 'ISO 639, e.g. "en"' })

/** A game with its roles and its rank ladder, lowest rank first. */
export const Game = Shape({
  id: Slug,
  name: Type.String(),
  genre: Type.String(),
  accent: Type.String({ description: 'Hex colour of its tile' }),
  roles: Type.Array(Shape({ id: Slug, name: Type.String() })),
  ranks: Type.Array(Shape({ id: Slug, name: Type.String() })),
})
export type Game = Static<typeof Game>

/** A game a coach teaches, with the rank they hold. */
export const CoachGame = Shape({
  gameId: Slug,
  roleIds: Type.Array(Slug, { maxItems: 12 }),
  rankId: Slug,
})
export type CoachGame = Static<typeof CoachGame>

/** What a coach sells. The price of a package is for all of its sessions, that of a group for one seat. */
export const Offer = Shape({
  id: Id,
  coachId: Id,
  title: Type.String({ minLength: 3, maxLength: 80 }),
  description: Type.String({ maxLength: 1000 }),
  gameId: Slug,
  kind: OfferKind,
  durationMinutes: Type.Integer({ minimum: 15, maximum: 240, multipleOf: 15 }),
  price: Money,
  policy: CancellationPolicy,
  bookingMode: BookingMode,
  active: Type.Boolean(),
  package: Nullable(PackageTerms),
  group: Nullable(GroupTerms),
  createdAt: Instant,
})
export type Offer = Static<typeof Offer>

const offerFields = {
  title: Offer.properties.title,
  description: Type.Optional(Offer.properties.description),
  gameId: Slug,
  kind: Type.Optional(OneOf(['single', 'trial', 'group'])),
  durationMinutes: Offer.properties.durationMinutes,
  price: Money,
  policy: Type.Optional(CancellationPolicy),
  bookingMode: Type.Optional(BookingMode),
  group: Type.Optional(GroupTerms),
}

/** A start time at which an offer could be booked. */
export const Slot = Shape({ startsAt: Instant, endsAt: Instant })
export type Slot = Static<typeof Slot>

/** A coach in a list. */
export const CoachCard = Shape({
  ...PersonCard.properties,
  headline: Type.String(),
  games: Type.Array(CoachGame),
  languages: Type.Array(Language),
  rating: RatingSummary,
  fromPrice: Money,
  nextSlots: Type.Array(Slot, { maxItems: 3 }),
  nextSlotsOfferId: Nullable(Id),
  nextSlotsOfferKind: Nullable(OfferKind),
})
export type CoachCard = Static<typeof CoachCard>

/** A coach's public page. */
export const CoachProfile = Shape({
  ...CoachCard.properties,
  bio: Type.String(),
  offers: Type.Array(Offer),
  joinedAt: Instant,
})
export type CoachProfile = Static<typeof CoachProfile>

/** Where a profile stands on its way to being public. */
export const CoachStatus = OneOf(['draft', 'submitted', 'approved', 'rejected'])
export type CoachStatus = Static<typeof CoachStatus>

/** A coach's own page as they edit it. */
export const OwnCoachProfile = Shape({
  id: Id,
  status: CoachStatus,
  rejectionReason: Nullable(Type.String()),
  headline: Type.String(),
  bio: Type.String(),
  games: Type.Array(CoachGame),
  languages: Type.Array(Language),
  rankProof: Nullable(Type.String()),
  codeOfConductAcceptedAt: Nullable(Instant),
  revision: Type.Integer(),
})
export type OwnCoachProfile = Static<typeof OwnCoachProfile>

/** Weekly hours and date overrides on the coach's own clock, and the rules of booking; fields are in `hours.ts`. */
export const Availability = Shape(hoursFields)
export type Availability = Static<typeof Availability>

/** A coach's own hours, and what they come to. */
export const OwnAvailability = Shape({
  ...Availability.properties,
  zoneConfirmed: Type.Boolean(),
  openHoursNext14Days: Type.Number(),
  returnsOn: Nullable(LocalDate),
  revision: Type.Integer(),
})
export type OwnAvailability = Static<typeof OwnAvailability>

/** The gates before a profile may be public (product rules, "coach onboarding"). */
export const OnboardingStepId = OneOf([
  'email-confirmed',
  'adult',
  'photo',
  'profile',
  'games',
  'rank-proof',
  'offer',
  'availability',
  'payout-account',
  'code-of-conduct',
])

/** What is left before a profile may be public. */
export const Onboarding = Shape({
  status: CoachStatus,
  steps: Type.Array(Shape({ id: OnboardingStepId, done: Type.Boolean(), hint: Type.String() })),
  done: Type.Integer(),
  total: Type.Integer(),
  canSubmit: Type.Boolean(),
})
export type Onboarding = Static<typeof Onboarding>

export const coachNotFound = problem('coach-not-found', 404, 'There is no such coach')
export const unknownGame = problem('unknown-game', 422, 'That game, role or rank is not in the catalogue')
export const priceOutOfRange = problem('price-out-of-range', 422, 'An hour costs 5 to 500, 500 to 50,000 without cents')
export const badHours = problem('bad-hours', 422, 'These hours are not valid')
export const onboardingIncomplete = problem('onboarding-incomplete', 409, 'Some steps are still to be done')

export const listGames = route('listGames', {
  method: 'GET',
  path: '/games',
  access: 'public',
  summary: 'The games, with roles, rank ladders and how many coaches teach them',
  reply: Shape({
    items: Type.Array(
      Shape({
        ...Game.properties,
        coachCount: Type.Integer(),
        freeSoonCount: Type.Integer({ description: 'Coaches with a slot in the next two hours' }),
      }),
    ),
  }),
})

const Facet = Type.Array(Shape({ value: Type.String(), count: Type.Integer() }))

export const searchCoaches = route('searchCoaches', {
  method: 'GET',
  path: '/coaches',
  access: 'public',
  summary: 'Find coaches; each with the next three free slots in the time asked about',
  description:
    'Prices are per hour in minor units. `rank` means that rank or higher. `freeFrom` and `freeTo` keep coaches with a single session of that price that starts at or after the one and before the other; the cards show it, with its slots in that time.',
  query: Shape({
    ...pageQuery,
    q: Type.Optional(Type.String({ maxLength: 100 })),
    game: Type.Optional(Slug),
    role: Type.Optional(Slug),
    rank: Type.Optional(Slug),
    language: Type.Optional(Language),
    minPrice: Type.Optional(Type.Integer({ minimum: 0 })),
    maxPrice: Type.Optional(Type.Integer({ minimum: 0 })),
    minRating: Type.Optional(Type.Number({ minimum: 1, maximum: 5 })),
    freeFrom: Type.Optional(Instant),
    freeTo: Type.Optional(Instant),
    sort: Type.Optional(OneOf(['best', 'price', '-price', 'rating', 'soonest'])),
  }),
  reply: Page(CoachCard, {
    total: Type.Integer(),
    facets: Shape({ game: Facet, language: Facet, role: Facet }),
  }),
  limit: { max: 240, windowSeconds: 60 },
  example: { query: { game: 'valorant', sort: 'price' } },
})

export const getCoach = route('getCoach', {
  method: 'GET',
  path: '/coaches/:id',
  access: 'public',
  summary: "A coach's public page",
  params: ById,
  reply: CoachProfile,
  problems: [coachNotFound],
})

export const listSlots = route('listSlots', {
  method: 'GET',
  path: '/coaches/:id/slots',
  access: 'public',
  summary:
    'The times an offer can be booked at, at most 62 days at once; `moving` is a booking that is not in its own way. Of a group: its dates with a seat left',
  params: ById,
  query: Shape({ offerId: Id, from: Instant, to: Instant, moving: Type.Optional(Id) }),
  reply: Shape({
    coachZone: ZoneName,
    items: Type.Array(Shape({ ...Slot.properties, group: Nullable(GroupStanding) })),
  }),
  problems: [coachNotFound, offerNotFound],
  limit: { max: 240, windowSeconds: 60 },
})

export const getOwnCoachProfile = route('getOwnCoachProfile', {
  method: 'GET',
  path: '/coaches/me',
  access: 'coach',
  summary: 'Your coach profile; an empty draft before the first save',
  reply: OwnCoachProfile,
  versioned: true,
})

export const saveCoachProfile = route('saveCoachProfile', {
  method: 'PUT',
  path: '/coaches/me',
  access: 'coach',
  summary: 'Save your coach profile',
  body: Shape({
    headline: Type.String({ maxLength: 120 }),
    bio: Type.String({ maxLength: 4000 }),
    games: Type.Array(CoachGame, { maxItems: 8 }),
    languages: Type.Array(Language, { maxItems: 10 }),
    rankProof: Type.Optional(
      Nullable(
        Type.String({
          minLength: 8,
          maxLength: 500,
          description: 'Address of a tracker page or a picture that shows the rank',
        }),
      ),
    ),
    codeOfConductAccepted: Type.Optional(Type.Boolean()),
  }),
  reply: OwnCoachProfile,
  problems: [unknownGame],
  versioned: true,
})

export const getAvailability = route('getAvailability', {
  method: 'GET',
  path: '/coaches/me/availability',
  access: 'coach',
  summary: 'Your hours',
  reply: OwnAvailability,
  versioned: true,
})

export const saveAvailability = route('saveAvailability', {
  method: 'PUT',
  path: '/coaches/me/availability',
  access: 'coach',
  summary: 'Save your hours; saving confirms the zone',
  description:
    'Bookings keep their instants; `bookingsOutside` has the upcoming ones that now stand outside the hours.',
  body: Shape({
    zone: ZoneName,
    weekly: hoursFields.weekly,
    ...Type.Partial(Type.Omit(Availability, ['zone', 'weekly'])).properties,
  }),
  reply: Shape({ ...OwnAvailability.properties, bookingsOutside: Type.Array(BookingTime, { maxItems: 100 }) }),
  problems: [badHours],
  versioned: true,
  example: { body: { zone: 'Europe/Berlin', weekly: [{ day: 1, start: '18:00', end: '22:00' }] } },
})

export const createOffer = route('createOffer', {
  method: 'POST',
  path: '/coaches/me/offers',
  access: 'coach',
  summary: 'Add an offer',
  idempotent: true,
  body: Shape(offerFields),
  status: 201,
  reply: Offer,
  problems: [unknownGame, priceOutOfRange],
  example: {
    body: {
      title: 'VOD review and live coaching',
      gameId: 'valorant',
      durationMinutes: 60,
      price: { amount: 3500, currency: 'EUR' },
    },
  },
})

export const listOwnOffers = route('listOwnOffers', {
  method: 'GET',
  path: '/coaches/me/offers',
  access: 'coach',
  summary: 'Your offers, also those not active; at most 50',
  reply: Shape({ items: Type.Array(Offer) }),
})

export const updateOffer = route('updateOffer', {
  method: 'PATCH',
  path: '/coaches/me/offers/:id',
  access: 'coach',
  summary: 'Change an offer, or take it off sale with `active: false`; bookings keep what they were sold with',
  params: ById,
  body: Type.Partial(Shape({ ...offerFields, active: Type.Boolean() }), { additionalProperties: false }),
  reply: Offer,
  problems: [offerNotFound, unknownGame, priceOutOfRange],
})

export const getOnboarding = route('getOnboarding', {
  method: 'GET',
  path: '/coaches/me/onboarding',
  access: 'coach',
  summary: 'What is left before your profile can be public',
  reply: Onboarding,
})

export const submitCoachProfile = route('submitCoachProfile', {
  method: 'POST',
  path: '/coaches/me/submit',
  access: 'coach',
  summary: 'Hand the profile in for approval',
  body: Shape({}),
  reply: Onboarding,
  problems: [onboardingIncomplete],
})

/** An offer at a time, with all that a booking keeps of it. */
export const Quote = Shape({
  coachId: Id,
  offerId: Id,
  offerTitle: Type.String(),
  gameId: Type.String(),
  kind: OfferKind,
  startsAt: Instant,
  endsAt: Instant,
  durationMinutes: Type.Integer(),
  blockedFrom: Instant,
  blockedTo: Instant,
  price: Money,
  policy: CancellationPolicy,
  bookingMode: BookingMode,
  /** The group whose seat it is; its id is the session of all of its bookings. */
  group: Type.Optional(Nullable(Shape({ id: Id, ...GroupFacts.properties }))),
  coachZone: Type.Optional(Nullable(ZoneName)),
  /** The date of the start on the coach's calendar, and the Monday of its week: what the caps below are counted over. */
  coachDate: Type.Optional(Nullable(LocalDate)),
  coachWeek: Type.Optional(Nullable(LocalDate)),
  ...Type.Partial(Type.Object(caps)).properties,
})
export type Quote = Static<typeof Quote>

export const quoteSlot = route('quoteSlot', {
  method: 'POST',
  path: '/internal/quotes',
  access: 'service',
  summary: 'Whether the coach’s hours allow an offer at a time, and on what terms; other bookings are not looked at',
  body: Shape({ offerId: Id, startsAt: Instant, sold: Type.Optional(SoldSession) }),
  reply: Quote,
  problems: [offerNotFound, notBookable],
})
