/** payment-service, the contents page: payments, held money, refunds, payouts, the ledger. */
import { defineService } from '@ecc/kit'
import { acknowledgeDifference } from './acknowledge-difference.ts'
import { changeOwnPromoCode, changePromoCode } from './change-promo-code.ts'
import { config } from './config.ts'
import { createGiftCard } from './create-gift-card.ts'
import { createPayout } from './create-payout.ts'
import { createOwnPromoCode, createPromoCode } from './create-promo-code.ts'
import { deliverGiftCard } from './deliver-gift-card.ts'
import { expireGiftCard } from './expire-gift-card.ts'
import { exportDailyStatements } from './export-daily-statements.ts'
import { exportEarnings } from './export-earnings.ts'
import { exportPayouts } from './export-payouts.ts'
import { exportCoachStatement, exportPlayerStatement } from './export-statement.ts'
import { followPayoutAccount, followPayoutAccounts } from './follow-payout-accounts.ts'
import { followStripeEvent } from './follow-stripe-event.ts'
import { forgetOldRecords } from './forget-old-records.ts'
import { getChargebackStanding } from './get-chargeback-standing.ts'
import { getDailyStatements } from './get-daily-statements.ts'
import { getDocument, getDocumentPdf } from './get-document.ts'
import { getEarnings } from './get-earnings.ts'
import { getGiftCard } from './get-gift-card.ts'
import { getLedgerProof } from './get-ledger-proof.ts'
import { getLedgerStatement } from './get-ledger-statement.ts'
import { getMoneyWatch } from './get-money-watch.ts'
import { getBookingPayment, getOrderPayment } from './get-order-payment.ts'
import { getPaymentConfig } from './get-payment-config.ts'
import { getPayoutAccount } from './get-payout-account.ts'
import { getPayoutBalance } from './get-payout-balance.ts'
import { getReceipt, getReceiptPdf } from './get-receipt.ts'
import { getCoachStatement, getPlayerStatement } from './get-statement.ts'
import { listCards } from './list-cards.ts'
import { listChargebacks } from './list-chargebacks.ts'
import { listCredits } from './list-credits.ts'
import { listDifferences } from './list-differences.ts'
import { listDocuments } from './list-documents.ts'
import { listAllGiftCards, listGiftCards } from './list-gift-cards.ts'
import { listInvoices } from './list-invoices.ts'
import { listOperations } from './list-operations.ts'
import { listOperatorActs } from './list-operator-acts.ts'
import { listPayments } from './list-payments.ts'
import { listPayouts } from './list-payouts.ts'
import { listOwnPromoCodes, listPromoCodes } from './list-promo-codes.ts'
import { listRefusedRefunds } from './list-refused-refunds.ts'
import { lockGiftCard } from './lock-gift-card.ts'
import { noteProviderBalance } from './note-provider-balance.ts'
import { onBookingAccepted } from './on-booking-accepted.ts'
import { onBookingCancelled } from './on-booking-cancelled.ts'
import { onBookingCompleted } from './on-booking-completed.ts'
import { onBookingConfirmed } from './on-booking-confirmed.ts'
import { onBookingDeclined } from './on-booking-declined.ts'
import { onBookingDisputeClosed } from './on-booking-dispute-closed.ts'
import { onBookingDisputed } from './on-booking-disputed.ts'
import { onBookingExpired } from './on-booking-expired.ts'
import { onBookingFailed } from './on-booking-failed.ts'
import { onBookingGuaranteed } from './on-booking-guaranteed.ts'
import { onBookingNoShow } from './on-booking-no-show.ts'
import { onBookingReleased } from './on-booking-released.ts'
import { onBookingResolved } from './on-booking-resolved.ts'
import { onBookingSettled } from './on-booking-settled.ts'
import { onBookingUnfulfilled } from './on-booking-unfulfilled.ts'
import { onPackageEnded } from './on-package-ended.ts'
import { onPackageLapsed } from './on-package-lapsed.ts'
import { onPackageSessionReturned } from './on-package-session-returned.ts'
import { onPlayerCredited } from './on-player-credited.ts'
import { onSeriesUnfulfilled } from './on-series-unfulfilled.ts'
import { openPayoutAccount } from './open-payout-account.ts'
import { payBooking, payOrder } from './pay-order.ts'
import { proveLedger } from './prove-ledger.ts'
import { openProvider } from './provider.ts'
import { quoteOrder } from './quote-order.ts'
import { receiveStripeWebhook } from './receive-stripe-webhook.ts'
import { reconcileLedger } from './reconcile-ledger.ts'
import { recordFact } from './record-fact.ts'
import { redeemGiftCard } from './redeem-gift-card.ts'
import { removeCard } from './remove-card.ts'
import { runOperation } from './run-operation.ts'
import { sendGiftCard } from './send-gift-card.ts'
import { setPayoutSchedule } from './set-payout-schedule.ts'
import { showGiftCardCode } from './show-gift-card-code.ts'
import { sweepOperations } from './sweep-operations.ts'
import { tryOperation } from './try-operation.ts'
import { returnGiftCard, withdrawGiftCard } from './withdraw-gift-card.ts'

export default defineService({
  name: 'payment-service',
  port: 3007,
  config,
  migrations: new URL('../migrations/', import.meta.url),
  resources: openProvider,
  routes: [
    payBooking,
    getBookingPayment,
    payOrder,
    getOrderPayment,
    quoteOrder,
    listPayments,
    listCredits,
    listCards,
    removeCard,
    getReceipt,
    getReceiptPdf,
    getDocument,
    getDocumentPdf,
    listInvoices,
    listDocuments,
    getPaymentConfig,
    openPayoutAccount,
    getPayoutAccount,
    setPayoutSchedule,
    getPayoutBalance,
    createPayout,
    listPayouts,
    getEarnings,
    getChargebackStanding,
    getLedgerProof,
    getLedgerStatement,
    getMoneyWatch,
    listOperations,
    tryOperation,
    listDifferences,
    acknowledgeDifference,
    listChargebacks,
    listRefusedRefunds,
    recordFact,
    listOperatorActs,
    createPromoCode,
    listPromoCodes,
    changePromoCode,
    createOwnPromoCode,
    listOwnPromoCodes,
    changeOwnPromoCode,
    createGiftCard,
    listGiftCards,
    getGiftCard,
    sendGiftCard,
    showGiftCardCode,
    withdrawGiftCard,
    redeemGiftCard,
    listAllGiftCards,
    lockGiftCard,
    returnGiftCard,
    getCoachStatement,
    exportCoachStatement,
    exportEarnings,
    exportPayouts,
    getPlayerStatement,
    exportPlayerStatement,
    getDailyStatements,
    exportDailyStatements,
    receiveStripeWebhook,
  ],
  subscriptions: [
    onBookingAccepted,
    onBookingDeclined,
    onBookingConfirmed,
    onBookingCancelled,
    onBookingExpired,
    onBookingUnfulfilled,
    onBookingNoShow,
    onBookingCompleted,
    onBookingReleased,
    onBookingDisputed,
    onBookingDisputeClosed,
    onBookingResolved,
    onPackageLapsed,
    onPackageSessionReturned,
    onPackageEnded,
    onSeriesUnfulfilled,
    onBookingFailed,
    onBookingSettled,
    onBookingGuaranteed,
    onPlayerCredited,
  ],
  jobs: [
    runOperation,
    sweepOperations,
    followStripeEvent,
    reconcileLedger,
    followPayoutAccount,
    followPayoutAccounts,
    noteProviderBalance,
    expireGiftCard,
    deliverGiftCard,
    proveLedger,
    forgetOldRecords,
  ],
})
