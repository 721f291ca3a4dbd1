import { defineService } from '@ecc/kit'
import { config, resources } from './config.ts'
import { createCalendarFeed } from './create-calendar-feed.ts'
import { forgetOld } from './forget-old.ts'
import { getBookingCalendar } from './get-booking-calendar.ts'
import { getCalendarFeed } from './get-calendar-feed.ts'
import { listNotices } from './list-notices.ts'
import { live } from './live.ts'
import { onAccountMailRequested } from './on-account-mail-requested.ts'
import { onBookingEvents } from './on-booking-events.ts'
import { onCoachApproved, onCoachRejected } from './on-coach-decided.ts'
import { onCoachStandingChanged } from './on-coach-standing-changed.ts'
import { onDisputeAssigned } from './on-dispute-assigned.ts'
import { onDisputeOverdue } from './on-dispute-overdue.ts'
import { onDocumentIssued } from './on-document-issued.ts'
import { onExternalCalendarFailing } from './on-external-calendar-failing.ts'
import { onGiftCardEvents } from './on-gift-card-events.ts'
import { onGuardianConsentGiven, onGuardianConsentRequested } from './on-guardian-events.ts'
import { onPackageEvents } from './on-package-events.ts'
import { onPaymentRefunded } from './on-payment-refunded.ts'
import { onPayoutEvents } from './on-payout-events.ts'
import { onRatingPublished } from './on-rating-published.ts'
import { onSeriesEvents } from './on-series-events.ts'
import { onWaitingOffered } from './on-waiting-offered.ts'
import { readCalendarFeed } from './read-calendar-feed.ts'
import { readNotices } from './read-notices.ts'
import { remind } from './remind.ts'
import { revokeCalendarFeed } from './revoke-calendar-feed.ts'
import { showMailbox } from './show-mailbox.ts'
import { retryMails, sendMail } from './tell-people.ts'

/** E-mail, calendar files and feeds, and notices in the app: it follows what others tell, and tells people. */
export default defineService({
  name: 'notification-service',
  port: 3008,
  config,
  resources,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [
    listNotices,
    readNotices,
    getBookingCalendar,
    getCalendarFeed,
    createCalendarFeed,
    revokeCalendarFeed,
    readCalendarFeed,
    showMailbox,
  ],
  subscriptions: [
    ...onBookingEvents,
    onDisputeAssigned,
    onDisputeOverdue,
    onWaitingOffered,
    ...onPackageEvents,
    ...onSeriesEvents,
    onPaymentRefunded,
    onDocumentIssued,
    ...onPayoutEvents,
    ...onGiftCardEvents,
    onRatingPublished,
    onCoachApproved,
    onCoachRejected,
    onExternalCalendarFailing,
    onCoachStandingChanged,
    onAccountMailRequested,
    onGuardianConsentRequested,
    onGuardianConsentGiven,
  ],
  jobs: [remind, sendMail, retryMails, forgetOld],
  sockets: [live],
})
