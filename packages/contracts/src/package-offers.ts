/** What coach-service promises of packages on sale: several of one single session, paid at once for less. */
import { type Static, Type } from 'typebox'
import { CancellationPolicy, offerNotFound } from './bookings.ts'
import { coachService, Offer } from './coaches.ts'
import { problem, Shape } from './define.ts'
import { PackageTerms } from './package-terms.ts'
import { Id, Money } from './vocabulary.ts'

const { route } = coachService

export const notSingle = problem('not-single', 409, 'A package is made of a single session that is on sale')

export const createPackageOffer = route('createPackageOffer', {
  method: 'POST',
  path: '/coaches/me/package-offers',
  access: 'coach',
  summary: 'Put a package on sale; length, game and price follow from its single session, now and when that changes',
  idempotent: true,
  body: Shape({
    singleOfferId: Id,
    sessions: PackageTerms.properties.sessions,
    discountPercent: PackageTerms.properties.discountPercent,
    title: Type.Optional(Offer.properties.title),
    description: Type.Optional(Offer.properties.description),
    policy: Type.Optional(CancellationPolicy),
  }),
  status: 201,
  reply: Offer,
  problems: [offerNotFound, notSingle],
  example: {
    body: { singleOfferId: '0199f1de-6a00-7000-8000-000000000002', sessions: 5, discountPercent: 15 },
  },
})

/** A package on sale, with all that a bought one keeps of it. */
export const PackageQuote = Shape({
  coachId: Id,
  offerId: Id,
  offerTitle: Type.String(),
  gameId: Type.String(),
  durationMinutes: Type.Integer(),
  sessions: Type.Integer(),
  price: Money,
  singlePrice: Money,
  policy: CancellationPolicy,
})
export type PackageQuote = Static<typeof PackageQuote>

export const quotePackage = route('quotePackage', {
  method: 'POST',
  path: '/internal/package-quotes',
  access: 'service',
  summary: 'The terms of a package that is on sale',
  body: Shape({ offerId: Id }),
  reply: PackageQuote,
  problems: [offerNotFound],
})
