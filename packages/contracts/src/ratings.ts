/** What rating-service promises: double-blind ratings, public reviews, replies. */
import { type Static, Type } from 'typebox'
import { bookingNotFound } from './bookings.ts'
import { problem, Shape, service } from './define.ts'
import { ById, Id, Instant, Nullable, OneOf, Page, PersonCard, pageQuery } from './vocabulary.ts'

const { route, event } = service({
  name: 'rating-service',
  port: 3006,
  summary: 'Double-blind ratings, reviews, replies',
})

const Stars = Type.Integer({ minimum: 1, maximum: 5 })

const SubScoreName = OneOf(['knowledge', 'clarity', 'preparation', 'progress'])

/** The four sub-scores of a coach; each may be left out. */
export const SubScores = Shape({
  knowledge: Type.Optional(Stars),
  clarity: Type.Optional(Stars),
  preparation: Type.Optional(Stars),
  progress: Type.Optional(Stars),
})

/** One side's rating of a session; `publishedAt` is null while it is blind. */
export const Rating = Shape({
  id: Id,
  bookingId: Id,
  by: OneOf(['player', 'coach']),
  stars: Stars,
  subScores: SubScores,
  comment: Nullable(Type.String()),
  createdAt: Instant,
  publishedAt: Nullable(Instant),
})
export type Rating = Static<typeof Rating>

/** Both sides of a booking's ratings; the other's is null until both are in or the window has ended. */
export const BookingRatings = Shape({
  canRate: Type.Boolean(),
  closesAt: Nullable(Instant),
  mine: Nullable(Rating),
  theirs: Nullable(Rating),
})

/** A published rating of a coach. */
export const Review = Shape({
  id: Id,
  coachId: Id,
  author: PersonCard,
  gameId: Type.String(),
  stars: Stars,
  subScores: SubScores,
  comment: Nullable(Type.String()),
  publishedAt: Instant,
  reply: Nullable(Shape({ text: Type.String(), at: Instant })),
})
export type Review = Static<typeof Review>

/** The plain mean and count shown, and the weighted mean that ranks (product rules, "rating used for rank"). */
export const RatingSummary = Shape({
  coachId: Id,
  mean: Nullable(Type.Number()),
  count: Type.Integer(),
  rankScore: Type.Number(),
})

export const notRateable = problem('not-rateable', 409, 'Only an attended session can be rated, within 14 days')
export const alreadyRated = problem('already-rated', 409, 'You have rated this session')
export const reviewNotFound = problem('review-not-found', 404, 'There is no such review')
export const alreadyReplied = problem('already-replied', 409, 'You have replied to this review')

export const rateBooking = route('rateBooking', {
  method: 'POST',
  path: '/bookings/:id/rating',
  access: 'self',
  summary: 'Rate the other side of an attended session; neither sees the other’s before both are in',
  idempotent: true,
  params: ById,
  body: Shape({
    stars: Stars,
    subScores: Type.Optional(SubScores),
    comment: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  }),
  status: 201,
  reply: Rating,
  problems: [bookingNotFound, notRateable, alreadyRated],
  example: {
    params: { id: '0199f1de-6a00-7000-8000-000000000001' },
    body: { stars: 5, comment: 'Fixed my rotations in one hour.' },
  },
})

export const getBookingRatings = route('getBookingRatings', {
  method: 'GET',
  path: '/bookings/:id/rating',
  access: 'self',
  summary: 'Your rating of a session, and theirs once published',
  params: ById,
  reply: BookingRatings,
  problems: [bookingNotFound],
})

export const listReviews = route('listReviews', {
  method: 'GET',
  path: '/coaches/:id/reviews',
  access: 'public',
  summary: 'Published reviews of a coach, newest first',
  params: ById,
  query: Shape(pageQuery),
  reply: Page(Review),
})

export const getReviewBreakdown = route('getReviewBreakdown', {
  method: 'GET',
  path: '/coaches/:id/review-breakdown',
  access: 'public',
  summary: "How a coach's published reviews are spread over the stars, and the mean of each sub-score",
  params: ById,
  reply: Shape({
    count: Type.Integer(),
    stars: Type.Array(Shape({ stars: Stars, count: Type.Integer() })),
    subScores: Type.Array(Shape({ name: SubScoreName, mean: Type.Number(), count: Type.Integer() })),
  }),
})

export const replyToReview = route('replyToReview', {
  method: 'POST',
  path: '/reviews/:id/reply',
  access: 'coach',
  summary: 'Answer a review of yours in public, once',
  idempotent: true,
  params: ById,
  body: Shape({ text: Type.String({ minLength: 2, maxLength: 1000 }) }),
  status: 201,
  reply: Review,
  problems: [reviewNotFound, alreadyReplied],
})

export const ratingPublished = event('rating.published', Rating, 'A rating became visible')
export const ratingSummarised = event('rating.summarised', RatingSummary, "A coach's rating changed")
