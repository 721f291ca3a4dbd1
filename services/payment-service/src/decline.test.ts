import { expect, test } from 'vitest'
import { declineWords, wordsFor } from './decline.ts'

/** Stripe's list of decline codes as published, https://docs.stripe.com/declines/codes. */
const published =
  `approve_with_id authentication_not_handled authentication_required call_issuer card_not_supported card_velocity_exceeded
currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card fraudulent generic_decline incorrect_address
incorrect_cvc incorrect_number incorrect_pin incorrect_zip insufficient_funds invalid_account invalid_amount invalid_cvc
invalid_expiry_month invalid_expiry_year invalid_number invalid_pin issuer_not_available lost_card merchant_blacklist
mobile_device_authentication_required new_account_information_available no_action_taken not_permitted offline_pin_required
online_or_offline_pin_required pickup_card pin_try_exceeded processing_error reenter_transaction restricted_card
revocation_of_all_authorizations revocation_of_authorization security_violation service_not_allowed stolen_card stop_payment_order
testmode_decline transaction_not_allowed try_again_later withdrawal_count_limit_exceeded`.split(/\s+/)

test.each(published)('%s has a sentence of its own in the table, which says what to do', (code) => {
  expect(Object.keys(declineWords)).toContain(code)
  expect(wordsFor('card_declined', code)).toMatch(/try|ask|check|correct|look|wait/i)
})

test.each(['lost_card', 'stolen_card', 'pickup_card', 'fraudulent', 'merchant_blacklist', 'restricted_card'])(
  '%s is told like any decline, to whoever holds the card',
  (code) => {
    expect(wordsFor('card_declined', code)).toBe(wordsFor('card_declined', 'generic_decline'))
  },
)

test('says the reason where that helps', () => {
  expect(wordsFor('card_declined', 'insufficient_funds')).toContain('not enough money')
  expect(wordsFor('expired_card', null)).toContain('expired')
  expect(wordsFor('incorrect_cvc', null)).toContain('security code')
  expect(wordsFor('processing_error', null)).toContain('not charged')
  expect(wordsFor('card_declined', 'card_velocity_exceeded')).toContain('limit')
})

test('tells an unknown code, and one that is the name of a thing in JavaScript, like any decline', () => {
  expect(wordsFor('card_declined', 'code_of_next_year')).toBe(wordsFor('card_declined', null))
  expect(wordsFor('constructor', '__proto__')).toBe(wordsFor('card_declined', null))
})

test('never repeats what only a program understands', () => {
  for (const words of Object.values(declineWords)) expect(words).not.toMatch(/_|undefined|null/)
})
