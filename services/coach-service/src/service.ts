/** coach-service: games, coach profiles, offers, hours, external calendars, slots, onboarding, approval, search. */
import { defineService } from '@ecc/kit'
import { addExternalCalendar } from './add-external-calendar.ts'
import { addGroupDate } from './add-group-date.ts'
import { addTimeOff } from './add-time-off.ts'
import { approveCoach } from './approve-coach.ts'
import { config, resources } from './config.ts'
import { createOffer } from './create-offer.ts'
import { createPackageOffer } from './create-package-offer.ts'
import { deleteExternalCalendar } from './delete-external-calendar.ts'
import { endPause } from './end-pause.ts'
import { explainSlot } from './explain-slot.ts'
import { forgetPastBookings } from './forget-past-bookings.ts'
import { getAvailability } from './get-availability.ts'
import { getCalendar } from './get-calendar.ts'
import { getCoach } from './get-coach.ts'
import { getOnboarding } from './get-onboarding.ts'
import { getOwnCoachProfile } from './get-own-coach-profile.ts'
import { listExternalCalendars } from './list-external-calendars.ts'
import { listGames } from './list-games.ts'
import { listGroupDates } from './list-group-dates.ts'
import { listOwnOffers } from './list-own-offers.ts'
import { listSlots } from './list-slots.ts'
import { listTimeOff } from './list-time-off.ts'
import { listVerifications } from './list-verifications.ts'
import { onBookingChanged } from './on-booking-changed.ts'
import { onCoachStandingChanged } from './on-coach-standing-changed.ts'
import { onEmailConfirmed } from './on-email-confirmed.ts'
import { onGroupDecided } from './on-group-decided.ts'
import { onPayoutAccountChanged } from './on-payout-account-changed.ts'
import { onRatingSummarised } from './on-rating-summarised.ts'
import { onUserUpdated } from './on-user-updated.ts'
import { pauseCoach } from './pause-coach.ts'
import { quoteDates } from './quote-dates.ts'
import { quotePackage } from './quote-package.ts'
import { quoteSlot } from './quote-slot.ts'
import { refreshFreeTimes } from './refresh-free-times.ts'
import { rejectCoach } from './reject-coach.ts'
import { removeGroupDate } from './remove-group-date.ts'
import { removeTimeOff } from './remove-time-off.ts'
import { resumeCoach } from './resume-coach.ts'
import { saveAvailability } from './save-availability.ts'
import { saveCoachProfile } from './save-coach-profile.ts'
import { searchCoaches } from './search-coaches.ts'
import { submitCoachProfile } from './submit-coach-profile.ts'
import { syncCalendars } from './sync-calendars.ts'
import { syncExternalCalendar } from './sync-external-calendar.ts'
import { updateExternalCalendar } from './update-external-calendar.ts'
import { updateOffer } from './update-offer.ts'

export default defineService({
  name: 'coach-service',
  port: 3003,
  config,
  resources,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [
    listGames,
    searchCoaches,
    getOwnCoachProfile,
    saveCoachProfile,
    getAvailability,
    saveAvailability,
    listExternalCalendars,
    addExternalCalendar,
    updateExternalCalendar,
    deleteExternalCalendar,
    syncExternalCalendar,
    listTimeOff,
    addTimeOff,
    removeTimeOff,
    pauseCoach,
    resumeCoach,
    getCalendar,
    explainSlot,
    createOffer,
    createPackageOffer,
    listOwnOffers,
    addGroupDate,
    listGroupDates,
    removeGroupDate,
    updateOffer,
    getOnboarding,
    submitCoachProfile,
    getCoach,
    listSlots,
    listVerifications,
    approveCoach,
    rejectCoach,
    quoteSlot,
    quotePackage,
    quoteDates,
  ],
  subscriptions: [
    ...onBookingChanged,
    onGroupDecided,
    onUserUpdated,
    onEmailConfirmed,
    onPayoutAccountChanged,
    onRatingSummarised,
    onCoachStandingChanged,
  ],
  jobs: [refreshFreeTimes, endPause, forgetPastBookings, syncCalendars],
})
