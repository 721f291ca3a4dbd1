import { defineService } from '@ecc/kit'
import { config, resources } from './config.ts'
import { forgetOld } from './forget-old.ts'
import { getBookingCalendar } from './get-booking-calendar.ts'
import { listNotices } from './list-notices.ts'
import { live } from './live.ts'
import { onAccountMailRequested } from './on-account-mail-requested.ts'
import { onBookingEvents } from './on-booking-events.ts'
import { onCoachApproved, onCoachRejected } from './on-coach-decided.ts'
import { onCoachStandingChanged } from './on-coach-standing-changed.ts'
import { onPaymentRefunded } from './on-payment-refunded.ts'
import { onRatingPublished } from './on-rating-published.ts'
import { readNotices } from './read-notices.ts'
import { remind } from './remind.ts'
import { showMailbox } from './show-mailbox.ts'
import { retryMails, sendMail } from './tell-people.ts'

/** E-mail, calendar files, and notices in the app: it follows what others tell, and tells people. */
export default defineService({
  name: 'notification-service',
  port: 3008,
  config,
  resources,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [listNotices, readNotices, getBookingCalendar, showMailbox],
  subscriptions: [
    ...onBookingEvents,
    onPaymentRefunded,
    onRatingPublished,
    onCoachApproved,
    onCoachRejected,
    onCoachStandingChanged,
    onAccountMailRequested,
  ],
  jobs: [remind, sendMail, retryMails, forgetOld],
  sockets: [live],
})
