/** rating-service: double-blind ratings, public reviews, replies, and what they make of a coach's rank. */
import { defineService } from '@ecc/kit'
import { closeWindow } from './close-window.ts'
import { config } from './config.ts'
import { getBookingRatings } from './get-booking-ratings.ts'
import { getReviewBreakdown } from './get-review-breakdown.ts'
import { listReviews } from './list-reviews.ts'
import { onBookingEvents } from './on-booking-events.ts'
import { onUserUpdated } from './on-user-updated.ts'
import { rateBooking } from './rate-booking.ts'
import { recomputeRatings } from './recompute-ratings.ts'
import { replyToReview } from './reply-to-review.ts'

export default defineService({
  name: 'rating-service',
  port: 3006,
  config,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [rateBooking, getBookingRatings, listReviews, getReviewBreakdown, replyToReview],
  subscriptions: [...onBookingEvents, onUserUpdated],
  jobs: [closeWindow, recomputeRatings],
})
