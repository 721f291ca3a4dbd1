import type { Difference, OperatorFactKind } from '@ecc/contracts/operator'

type Advice = `advice_${Difference['object']}_provider` | 'advice_ledger' | 'advice_amounts'

/** Which text says what to do about a difference. */
export function adviceOf({ object, ledgerAmount, providerAmount }: Difference): Advice {
  if (ledgerAmount === 0) return `advice_${object}_provider`
  return providerAmount === 0 ? 'advice_ledger' : 'advice_amounts'
}

/** The facts that could close it, by which way the provider's balance went. */
export function factsFor({ ledgerAmount, providerAmount }: Difference): OperatorFactKind[] {
  return providerAmount > ledgerAmount ? ['funded'] : ['paid_out', 'stripe_fee']
}
