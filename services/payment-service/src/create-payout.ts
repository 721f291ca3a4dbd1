import { noPayoutAccount, paymentsDown } from '@ecc/contracts/payments'
import { createPayout as contract } from '@ecc/contracts/payouts'
import { failpoint, handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { amountToPayOut, askForPayout, payoutView, refuseWhilePaused } from './payout.ts'
import { findPayoutAccount } from './payout-account.ts'
import { spendable } from './payout-balance.ts'
import { isOutage } from './provider.ts'
import { start } from './run-operation.ts'

/** POST /coaches/me/payouts: decides a payout of what is available; an operation sends it. */
export const createPayout = handle(contract, async ({ body, caller, once }, ctx: Ctx) => {
  const { currency } = body
  const coachId = caller.userId
  const account = await findPayoutAccount(ctx.sql, coachId)
  if (!account?.stripeAccountId) throw noPayoutAccount()
  refuseWhilePaused(account)
  const available = await spendable(ctx, account, currency).catch((error: unknown) => {
    throw isOutage(error) ? paymentsDown('The payment provider does not answer; nothing was paid out') : error
  })
  const amount = amountToPayOut(body.amount, available)
  const reply = await once(async (tx) => {
    const { payout, operations } = await askForPayout(tx, ctx, { coachId, currency, amount })
    await start(tx, ctx, operations)
    await failpoint('payout:decided')
    return payoutView(payout)
  })
  await failpoint('payout:decision-committed')
  return reply
})
