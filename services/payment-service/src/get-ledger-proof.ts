import { getLedgerProof as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type CurrencyProof, sumsOf } from './ledger.ts'
import { lastCheck } from './ledger-check.ts'
import { countUnfinished } from './operation.ts'
import { providerBalances } from './reconciliation.ts'

/** GET /admin/ledger: the sums of all entries, and whether the provider holds what the ledger says it holds. */
export const getLedgerProof = handle(contract, async (_, ctx: Ctx) => {
  const provider = await providerBalances(ctx)
  const { transactions, currencies } = await sumsOf(ctx.sql)
  const unknown = [...(provider?.keys() ?? [])].filter((held) => !currencies.some(({ currency }) => currency === held))
  const proven = [...currencies, ...unknown.map(nothingIn)].map((sums) => ({
    ...sums,
    providerBalance: provider ? (provider.get(sums.currency) ?? 0) : null,
  }))
  const { checkedAt, defects } = await lastCheck(ctx.sql)
  return {
    balanced: defects.length === 0 && proven.every(isBalanced),
    transactions,
    currencies: proven,
    pendingOperations: await countUnfinished(ctx.sql),
    checkedAt,
    defects,
  }
})

function isBalanced({ sum, wrongBalances, psp, providerBalance }: CurrencyProof & { providerBalance: number | null }) {
  return sum === 0 && wrongBalances === 0 && (providerBalance === null || providerBalance === psp)
}

/** A currency that the provider holds and the ledger has never seen. */
function nothingIn(currency: CurrencyProof['currency']): CurrencyProof {
  return { currency, sum: 0, psp: 0, held: 0, payable: 0, refundDue: 0, platformFee: 0, playerFee: 0, wrongBalances: 0 }
}
