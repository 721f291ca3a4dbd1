/** session-service: holds and bookings, from the slot to the released money. */
import { defineService } from '@ecc/kit'
import { acceptDispute } from './accept-dispute.ts'
import { acceptRequest } from './accept-request.ts'
import { acceptReschedule } from './accept-reschedule.ts'
import { addEvidence } from './add-evidence.ts'
import { addEvidenceFile } from './add-evidence-file.ts'
import { answerDispute } from './answer-dispute.ts'
import { assignDispute } from './assign-dispute.ts'
import { buyPackage } from './buy-package.ts'
import { cancelBooking } from './cancel-booking.ts'
import { cancelPackage } from './cancel-package.ts'
import { claimGuarantee } from './claim-guarantee.ts'
import { config } from './config.ts'
import { confirmAuthorizedOrder } from './confirm-authorized-order.ts'
import { confirmCompletion } from './confirm-completion.ts'
import { confirmPaidOrder } from './confirm-paid-order.ts'
import { createBooking } from './create-booking.ts'
import { createSeries } from './create-series.ts'
import { decideGroup } from './decide-group.ts'
import { decideOutcome } from './decide-outcome.ts'
import { declineRequest } from './decline-request.ts'
import { declineReschedule } from './decline-reschedule.ts'
import { expireHold } from './expire-hold.ts'
import { expirePackage } from './expire-package.ts'
import { expireRequest } from './expire-request.ts'
import { expireReschedule } from './expire-reschedule.ts'
import { expireSeries } from './expire-series.ts'
import { getBooking } from './get-booking.ts'
import { getBookingNumbers } from './get-booking-numbers.ts'
import { getBookingRecord } from './get-booking-record.ts'
import { getDispute } from './get-dispute.ts'
import { getDisputeCase } from './get-dispute-case.ts'
import { getEvidenceFile } from './get-evidence-file.ts'
import { getOrderRecord } from './get-order-record.ts'
import { getOwnStanding } from './get-own-standing.ts'
import { getPackage } from './get-package.ts'
import { getPolicy } from './get-policy.ts'
import { getSeries } from './get-series.ts'
import { getStanding } from './get-standing.ts'
import { joinWaitingList } from './join-waiting-list.ts'
import { lapsePackage } from './lapse-package.ts'
import { leaveWaitingList } from './leave-waiting-list.ts'
import { listBookings } from './list-bookings.ts'
import { listDisputeStaff } from './list-dispute-staff.ts'
import { listDisputes } from './list-disputes.ts'
import { listPackages } from './list-packages.ts'
import { listPolicies } from './list-policies.ts'
import { listWaiting } from './list-waiting.ts'
import { offerFreeTimes } from './offer-free-times.ts'
import { onBookingEvents } from './on-booking-events.ts'
import { onGroupDateRemoved } from './on-group-date-removed.ts'
import { onPackageBought } from './on-package-bought.ts'
import { onPaymentAuthorized } from './on-payment-authorized.ts'
import { onPaymentCaptured } from './on-payment-captured.ts'
import { onPaymentLapsed } from './on-payment-lapsed.ts'
import { openDispute } from './open-dispute.ts'
import { proposeReschedule } from './propose-reschedule.ts'
import { quoteSeries } from './quote-series.ts'
import { releaseMoney } from './release-money.ts'
import { remindPackage } from './remind-package.ts'
import { removeMark } from './remove-mark.ts'
import { repeatSession } from './repeat-session.ts'
import { reviewStandings } from './review-standings.ts'
import { ruleDispute } from './rule-dispute.ts'
import { savePolicy } from './save-policy.ts'
import { schedulePackageSession } from './schedule-package-session.ts'
import { startSession } from './start-session.ts'
import { sweepDisputes } from './sweep-disputes.ts'
import { sweepWaitingList } from './sweep-waiting-list.ts'
import { watchDispute } from './watch-dispute.ts'
import { withdrawDispute } from './withdraw-dispute.ts'
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
    acceptRequest,
    declineRequest,
    proposeReschedule,
    acceptReschedule,
    declineReschedule,
    withdrawReschedule,
    confirmCompletion,
    openDispute,
    getDispute,
    answerDispute,
    acceptDispute,
    withdrawDispute,
    addEvidence,
    addEvidenceFile,
    getEvidenceFile,
    buyPackage,
    listPackages,
    getPackage,
    schedulePackageSession,
    cancelPackage,
    quoteSeries,
    createSeries,
    getSeries,
    joinWaitingList,
    listWaiting,
    leaveWaitingList,
    listDisputes,
    getDisputeCase,
    listDisputeStaff,
    assignDispute,
    ruleDispute,
    getBookingNumbers,
    getBookingRecord,
    getOrderRecord,
    confirmPaidOrder,
    repeatSession,
    claimGuarantee,
    getOwnStanding,
    getStanding,
    removeMark,
    getPolicy,
    listPolicies,
    savePolicy,
    confirmAuthorizedOrder,
  ],
  subscriptions: [
    onPaymentAuthorized,
    onPaymentLapsed,
    onPaymentCaptured,
    onPackageBought,
    onGroupDateRemoved,
    ...onBookingEvents,
  ],
  jobs: [
    expireHold,
    expireRequest,
    expireReschedule,
    decideGroup,
    startSession,
    decideOutcome,
    releaseMoney,
    lapsePackage,
    expirePackage,
    remindPackage,
    expireSeries,
    offerFreeTimes,
    sweepWaitingList,
    reviewStandings,
    watchDispute,
    sweepDisputes,
  ],
})
