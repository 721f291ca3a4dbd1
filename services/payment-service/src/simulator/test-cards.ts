/** How a card refuses to pay, in Stripe's codes. */
export interface Decline {
  code: string
  declineCode?: string
  message: string
}

/** One of Stripe's test cards: a number a person may type, and the name a program may use in its place. */
export interface TestCard {
  number: string
  brand: 'visa' | 'mastercard' | 'amex' | 'discover'
  /** The issuer asks the cardholder to prove who they are before every payment. */
  challenge?: boolean
  decline?: Decline
  /** The refund is accepted, and later turns out to have ended this way. */
  refundSettles?: 'succeeded' | 'failed'
  /** The cardholder disputes the charge at once. */
  dispute?: 'fraudulent' | 'product_not_received' | 'inquiry'
  /** The money is available at once instead of after some days. */
  bypassesPending?: boolean
}

const declined = (declineCode: string): Decline => ({
  code: 'card_declined',
  declineCode,
  message: 'Your card was declined.',
})
const insufficientFunds: Decline = { ...declined('insufficient_funds'), message: 'Your card has insufficient funds.' }

/** Stripe's published test cards, https://docs.stripe.com/testing, by payment method name. */
const cards: Record<string, TestCard> = {
  pm_card_visa: { number: '4242424242424242', brand: 'visa' },
  pm_card_visa_debit: { number: '4000056655665556', brand: 'visa' },
  pm_card_mastercard: { number: '5555555555554444', brand: 'mastercard' },
  pm_card_amex: { number: '378282246310005', brand: 'amex' },
  pm_card_discover: { number: '6011111111111117', brand: 'discover' },
  pm_card_bypassPending: { number: '4000000000000077', brand: 'visa', bypassesPending: true },
  pm_card_threeDSecureOptional: { number: '4000000000003055', brand: 'visa' },
  pm_card_authenticationRequiredOnSetup: { number: '4000002500003155', brand: 'visa', challenge: true },
  pm_card_authenticationRequired: { number: '4000002760003184', brand: 'visa', challenge: true },
  pm_card_threeDSecure2Required: { number: '4000000000003220', brand: 'visa', challenge: true },
  pm_card_threeDSecureRequired: { number: '4000000000003063', brand: 'visa', challenge: true },
  pm_card_threeDSecureRequiredChargeDeclined: {
    number: '4000008400001629',
    brand: 'visa',
    challenge: true,
    decline: declined('generic_decline'),
  },
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: {
    number: '4000008260003178',
    brand: 'visa',
    challenge: true,
    decline: insufficientFunds,
  },
  pm_card_chargeDeclined: { number: '4000000000000002', brand: 'visa', decline: declined('generic_decline') },
  pm_card_chargeDeclinedInsufficientFunds: { number: '4000000000009995', brand: 'visa', decline: insufficientFunds },
  pm_card_chargeDeclinedLostCard: { number: '4000000000009987', brand: 'visa', decline: declined('lost_card') },
  pm_card_chargeDeclinedStolenCard: { number: '4000000000009979', brand: 'visa', decline: declined('stolen_card') },
  pm_card_chargeDeclinedFraudulent: { number: '4100000000000019', brand: 'visa', decline: declined('fraudulent') },
  pm_card_chargeDeclinedExpiredCard: {
    number: '4000000000000069',
    brand: 'visa',
    decline: { code: 'expired_card', message: 'Your card has expired.' },
  },
  pm_card_chargeDeclinedIncorrectCvc: {
    number: '4000000000000127',
    brand: 'visa',
    decline: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  },
  pm_card_chargeDeclinedProcessingError: {
    number: '4000000000000119',
    brand: 'visa',
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  },
  pm_card_pendingRefund: { number: '4000000000007726', brand: 'visa', refundSettles: 'succeeded' },
  pm_card_refundFail: { number: '4000000000005126', brand: 'visa', refundSettles: 'failed' },
  pm_card_createDispute: { number: '4000000000000259', brand: 'visa', dispute: 'fraudulent' },
  pm_card_createDisputeProductNotReceived: {
    number: '4000000000002685',
    brand: 'visa',
    dispute: 'product_not_received',
  },
  pm_card_createDisputeInquiry: { number: '4000000000001976', brand: 'visa', dispute: 'inquiry' },
}

/** Stripe's second names for the same cards. */
const otherNames: Record<string, string> = {
  pm_card_us: 'pm_card_visa',
  pm_card_visa_chargeDeclined: 'pm_card_chargeDeclined',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'pm_card_chargeDeclinedInsufficientFunds',
  pm_card_visa_chargeDeclinedLostCard: 'pm_card_chargeDeclinedLostCard',
  pm_card_visa_chargeDeclinedStolenCard: 'pm_card_chargeDeclinedStolenCard',
  pm_card_createInquiry: 'pm_card_createDisputeInquiry',
}

/** The name under which a card is kept, or undefined when it is not the name of a test card. */
export function testCardNamed(name: string): string | undefined {
  const known = otherNames[name] ?? name
  return Object.hasOwn(cards, known) ? known : undefined
}

/** The name of the test card with this number, digits only, or undefined. */
export function testCardNumbered(number: string): string | undefined {
  return Object.keys(cards).find((name) => cards[name]?.number === number)
}

/** The card kept under a name that `testCardNamed` or `testCardNumbered` gave. */
export function cardOf(name: string): TestCard {
  const card = cards[name]
  if (card === undefined) throw new Error(`unknown test card ${name}`)
  return card
}
