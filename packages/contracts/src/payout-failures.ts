/** Why banks send payouts back: the provider's codes, https://docs.stripe.com/api/payouts/failures, as what a coach can do something about. */

/** The account is closed, is not known or under another name, takes no money, or not this currency; or the bank does not say. */
export type PayoutFailure = 'closed' | 'wrong' | 'blocked' | 'currency' | 'unknown'

const failures: Record<string, PayoutFailure> = {
  account_closed: 'closed',
  no_account: 'wrong',
  invalid_account_number: 'wrong',
  incorrect_account_holder_name: 'wrong',
  incorrect_account_holder_address: 'wrong',
  account_frozen: 'blocked',
  bank_account_restricted: 'blocked',
  debit_not_authorized: 'blocked',
  invalid_currency: 'currency',
}

/** What a code comes to; null and one that is not known are `unknown`. */
export const payoutFailureOf = (code: string | null): PayoutFailure => failures[code ?? ''] ?? 'unknown'
