import { getLedgerProof as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { proveLedger } from './ledger.ts'
import { countUnfinished } from './operation.ts'
import { providerBalances } from './reconciliation.ts'

/** GET /admin/ledger: the sums of all entries, and whether the provider holds what the ledger says it holds. */
export const getLedgerProof = handle(contract, async (_, ctx: Ctx) => {
  const provider = await providerBalances(ctx)
  const { transactions, currencies } = await proveLedger(ctx.sql)
  const proven = currencies.map(({ wrongBalances, ...sums }) => {
    const providerBalance = provider ? (provider.get(sums.currency) ?? 0) : null
    const balanced = sums.sum === 0 && wrongBalances === 0 && (providerBalance ?? sums.psp) === sums.psp
    return { balanced, sums: { ...sums, providerBalance } }
  })
  return {
    balanced: proven.every(({ balanced }) => balanced),
    transactions,
    currencies: proven.map(({ sums }) => sums) as never,
    pendingOperations: await countUnfinished(ctx.sql),
  }
})
