import type { Difference } from '@ecc/contracts/operator'
import { expect, test } from 'vitest'
import { adviceOf, factsFor } from './advice.ts'

const difference = (ledgerAmount: number, providerAmount: number, object: Difference['object'] = 'transfer') =>
  ({ ledgerAmount, providerAmount, object }) as Difference

test('what to do depends on which side knows the object, and what it is', () => {
  expect(adviceOf(difference(0, -500))).toBe('advice_transfer_provider')
  expect(adviceOf(difference(0, 500, 'topup'))).toBe('advice_topup_provider')
  expect(adviceOf(difference(500, 0))).toBe('advice_ledger')
  expect(adviceOf(difference(500, 490))).toBe('advice_amounts')
})

test('only facts that go the way the money went are offered', () => {
  expect(factsFor(difference(0, 500))).toEqual(['funded'])
  expect(factsFor(difference(0, -500))).toEqual(['paid_out', 'stripe_fee'])
})
