/** Why a card was refused, in plain words that say what to do. Pure. */

const another = 'Try another card.'
const bank = 'Ask your bank, or try another card.'
const declined = `Your bank declined this card without saying why. ${bank}`
const again = 'Wait a moment and try again; you were not charged.'

/**
 * What to tell the player, by Stripe's decline codes (https://docs.stripe.com/declines/codes) and those of its error codes
 * that concern a card. Of cards reported lost or stolen, or taken for fraud, nothing more is said than of any other: the
 * person at the keyboard may not be their owner.
 */
export const declineWords: Record<string, string> = {
  approve_with_id: `The payment could not be authorised. ${again} If it happens again, ask your bank.`,
  authentication_not_handled: `Your bank has to check that it is you. Try again and finish the check.`,
  authentication_required: `Your bank has to check that it is you. Try again and finish the check.`,
  call_issuer: declined,
  card_declined: declined,
  card_not_supported: `This card does not do this kind of payment. ${bank}`,
  card_velocity_exceeded: `This card is at its limit for now. ${another} Or ask your bank when it is free again.`,
  currency_not_supported: `This card does not pay in this currency. ${another}`,
  do_not_honor: declined,
  do_not_try_again: declined,
  duplicate_transaction: `A payment of the same amount was made with this card just now. Look at your payments before you try again.`,
  expired_card: `This card has expired. ${another}`,
  fraudulent: declined,
  generic_decline: declined,
  incorrect_address: `The address is not the one your bank knows. Correct it, or try another card.`,
  incorrect_cvc: 'The security code is not right. Check the three or four digits on the card and try again.',
  incorrect_number: 'The card number is not right. Check it and try again.',
  incorrect_pin: `The PIN is not right. ${another}`,
  incorrect_zip: 'The postal code is not the one your bank knows. Correct it, or try another card.',
  insufficient_funds: `There is not enough money on this card. ${another}`,
  invalid_account: `The account of this card does not work. ${bank}`,
  invalid_amount: `Your bank does not allow this amount. ${bank}`,
  invalid_cvc: 'The security code is not right. Check the three or four digits on the card and try again.',
  invalid_expiry_month: 'The month of expiry is not right. Check it and try again.',
  invalid_expiry_year: 'The year of expiry is not right. Check it and try again.',
  invalid_number: 'The card number is not right. Check it and try again.',
  invalid_pin: `The PIN is not right. ${another}`,
  issuer_not_available: `Your bank could not be reached. ${again}`,
  lost_card: declined,
  merchant_blacklist: declined,
  mobile_device_authentication_required:
    'Your bank has to check that it is you. Try again and finish the check on your phone.',
  new_account_information_available: `The account of this card does not work. ${bank}`,
  no_action_taken: declined,
  not_permitted: `This card does not do this kind of payment. ${bank}`,
  offline_pin_required: `This card asks for its PIN, which cannot be typed here. ${another}`,
  online_or_offline_pin_required: `This card asks for its PIN, which cannot be typed here. ${another}`,
  payment_intent_authentication_failure: 'The check by your bank was not passed. Try again, or try another card.',
  payment_method_customer_mismatch: `This card is not kept for you. ${another}`,
  pickup_card: declined,
  pin_try_exceeded: `The PIN was wrong too often. ${another}`,
  processing_error: `Something went wrong at your bank. ${again}`,
  reenter_transaction: `The payment could not be processed. ${again}`,
  restricted_card: declined,
  revocation_of_all_authorizations: declined,
  revocation_of_authorization: declined,
  security_violation: declined,
  service_not_allowed: declined,
  stolen_card: declined,
  stop_payment_order: declined,
  testmode_decline: 'This is a test card, and here real ones pay. Try a real card.',
  transaction_not_allowed: `Your bank does not allow this payment. ${bank}`,
  try_again_later: `Your bank could not decide now. ${again}`,
  withdrawal_count_limit_exceeded: `This card is at its limit for now. ${another} Or ask your bank when it is free again.`,
}

/** What to tell the player; the decline code says more than the error code. A code that Stripe adds later is told like any decline. */
export function wordsFor(code: string, declineCode: string | null): string {
  const known = [declineCode, code].find((one) => one !== null && Object.hasOwn(declineWords, one))
  return declineWords[known ?? 'generic_decline'] ?? declined
}
