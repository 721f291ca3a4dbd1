import { getPayoutAccount as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { findPayoutAccount, lookUpAccount, type PayoutAccount, payoutAccountView } from './payout-account.ts'
import { record } from './run-operation.ts'

/** GET /coaches/me/payout-account: whether the caller can be paid; asks the provider unless nothing is open. */
export const getPayoutAccount = handle(contract, async ({ caller }, ctx: Ctx) => {
  const known = await findPayoutAccount(ctx.sql, caller.userId)
  if (known?.stripeAccountId && isOpen(known)) await refresh(ctx, known.stripeAccountId)
  return payoutAccountView(await findPayoutAccount(ctx.sql, caller.userId))
})

const isOpen = ({ state, payoutsEnabled, requirements }: PayoutAccount) =>
  state !== 'active' || !payoutsEnabled || requirements.length > 0

async function refresh(ctx: Ctx, accountId: string): Promise<void> {
  try {
    await record(ctx, await lookUpAccount(ctx, accountId))
  } catch (error) {
    ctx.log.warn({ accountId, error: String(error) }, 'a payout account is shown as last known')
  }
}
