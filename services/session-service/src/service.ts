/** session-service: holds and bookings, from the slot to the released money. */
import { defineService } from '@ecc/kit'
import { cancelBooking } from './cancel-booking.ts'
import { claimGuarantee } from './claim-guarantee.ts'
import { config } from './config.ts'
import { confirmCompletion } from './confirm-completion.ts'
import { confirmPaidBooking } from './confirm-paid-booking.ts'
import { contestOutcome } from './contest-outcome.ts'
import { createBooking } from './create-booking.ts'
import { decideOutcome } from './decide-outcome.ts'
import { expireHold } from './expire-hold.ts'
import { getBooking } from './get-booking.ts'
import { getBookingNumbers } from './get-booking-numbers.ts'
import { getBookingRecord } from './get-booking-record.ts'
import { getOwnStanding } from './get-own-standing.ts'
import { getPolicy } from './get-policy.ts'
import { getStanding } from './get-standing.ts'
import { listBookings } from './list-bookings.ts'
import { listDisputes } from './list-disputes.ts'
import { listPolicies } from './list-policies.ts'
import { onPaymentCaptured } from './on-payment-captured.ts'
import { releaseMoney } from './release-money.ts'
import { removeMark } from './remove-mark.ts'
import { repeatSession } from './repeat-session.ts'
import { reportProblem } from './report-problem.ts'
import { resolveDispute } from './resolve-dispute.ts'
import { reviewStandings } from './review-standings.ts'
import { savePolicy } from './save-policy.ts'
import { startSession } from './start-session.ts'

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
    confirmCompletion,
    reportProblem,
    listDisputes,
    resolveDispute,
    getBookingNumbers,
    getBookingRecord,
    confirmPaidBooking,
    contestOutcome,
    repeatSession,
    claimGuarantee,
    getOwnStanding,
    getStanding,
    removeMark,
    getPolicy,
    listPolicies,
    savePolicy,
  ],
  subscriptions: [onPaymentCaptured],
  jobs: [expireHold, startSession, decideOutcome, releaseMoney, reviewStandings],
})
