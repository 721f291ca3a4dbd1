/** coach-service: games, coach profiles, offers, hours, slots, onboarding, approval, search. */
import { defineService } from '@ecc/kit'
import { approveCoach } from './approve-coach.ts'
import { config } from './config.ts'
import { createOffer } from './create-offer.ts'
import { forgetPastBookings } from './forget-past-bookings.ts'
import { getAvailability } from './get-availability.ts'
import { getCoach } from './get-coach.ts'
import { getOnboarding } from './get-onboarding.ts'
import { getOwnCoachProfile } from './get-own-coach-profile.ts'
import { listGames } from './list-games.ts'
import { listOwnOffers } from './list-own-offers.ts'
import { listSlots } from './list-slots.ts'
import { listVerifications } from './list-verifications.ts'
import { onBookingChanged } from './on-booking-changed.ts'
import { onCoachStandingChanged } from './on-coach-standing-changed.ts'
import { onEmailConfirmed } from './on-email-confirmed.ts'
import { onPayoutAccountChanged } from './on-payout-account-changed.ts'
import { onRatingSummarised } from './on-rating-summarised.ts'
import { onUserUpdated } from './on-user-updated.ts'
import { quoteSlot } from './quote-slot.ts'
import { refreshFreeTimes } from './refresh-free-times.ts'
import { rejectCoach } from './reject-coach.ts'
import { saveAvailability } from './save-availability.ts'
import { saveCoachProfile } from './save-coach-profile.ts'
import { searchCoaches } from './search-coaches.ts'
import { submitCoachProfile } from './submit-coach-profile.ts'
import { updateOffer } from './update-offer.ts'

export default defineService({
  name: 'coach-service',
  port: 3003,
  config,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [
    listGames,
    searchCoaches,
    getOwnCoachProfile,
    saveCoachProfile,
    getAvailability,
    saveAvailability,
    createOffer,
    listOwnOffers,
    updateOffer,
    getOnboarding,
    submitCoachProfile,
    getCoach,
    listSlots,
    listVerifications,
    approveCoach,
    rejectCoach,
    quoteSlot,
  ],
  subscriptions: [
    ...onBookingChanged,
    onUserUpdated,
    onEmailConfirmed,
    onPayoutAccountChanged,
    onRatingSummarised,
    onCoachStandingChanged,
  ],
  jobs: [refreshFreeTimes, forgetPastBookings],
})
