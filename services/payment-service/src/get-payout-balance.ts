import { paymentsDown } from '@ecc/contracts/payments'
import { getPayoutBalance as contract } from '@ecc/contracts/payouts'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { findPayoutAccount } from './payout-account.ts'
import { payoutBalances } from './payout-balance.ts'
import { isOutage } from './provider.ts'

/** GET /coaches/me/payout-balance: what the provider holds for the caller. */
export const getPayoutBalance = handle(contract, async ({ caller }, ctx: Ctx) => {
  const account = await findPayoutAccount(ctx.sql, caller.userId)
  const balances = await payoutBalances(ctx, account).catch((error: unknown) => {
    throw isOutage(error) ? paymentsDown('The payment provider does not answer; your money is safe there') : error
  })
  return { balances }
})
