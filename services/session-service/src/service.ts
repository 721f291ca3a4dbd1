/** session-service: holds and bookings, from the slot to the released money. */
import { defineService } from '@ecc/kit'
import { acceptReschedule } from './accept-reschedule.ts'
import { cancelBooking } from './cancel-booking.ts'
import { config } from './config.ts'
import { confirmCompletion } from './confirm-completion.ts'
import { confirmPaidBooking } from './confirm-paid-booking.ts'
import { createBooking } from './create-booking.ts'
import { decideOutcome } from './decide-outcome.ts'
import { declineReschedule } from './decline-reschedule.ts'
import { expireHold } from './expire-hold.ts'
import { expireReschedule } from './expire-reschedule.ts'
import { getBooking } from './get-booking.ts'
import { getBookingNumbers } from './get-booking-numbers.ts'
import { getBookingRecord } from './get-booking-record.ts'
import { joinWaitingList } from './join-waiting-list.ts'
import { leaveWaitingList } from './leave-waiting-list.ts'
import { listBookings } from './list-bookings.ts'
import { listDisputes } from './list-disputes.ts'
import { listWaiting } from './list-waiting.ts'
import { offerFreeTimes } from './offer-free-times.ts'
import { onBookingEvents } from './on-booking-events.ts'
import { onPaymentCaptured } from './on-payment-captured.ts'
import { proposeReschedule } from './propose-reschedule.ts'
import { releaseMoney } from './release-money.ts'
import { reportProblem } from './report-problem.ts'
import { resolveDispute } from './resolve-dispute.ts'
import { startSession } from './start-session.ts'
import { sweepWaitingList } from './sweep-waiting-list.ts'
import { withdrawReschedule } from './withdraw-reschedule.ts'

export default defineService({
  name: 'session-service',
  port: 3004,
  config,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [
    createBooking,
    listBookings,
    getBooking,
    cancelBooking,
    proposeReschedule,
    acceptReschedule,
    declineReschedule,
    withdrawReschedule,
    confirmCompletion,
    reportProblem,
    listDisputes,
    resolveDispute,
    getBookingNumbers,
    getBookingRecord,
    confirmPaidBooking,
    joinWaitingList,
    listWaiting,
    leaveWaitingList,
  ],
  subscriptions: [onPaymentCaptured, ...onBookingEvents],
  jobs: [expireHold, expireReschedule, startSession, decideOutcome, releaseMoney, offerFreeTimes, sweepWaitingList],
})
