import { openPayoutAccount as contract, paymentsDown } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { ensureAccount, findPayoutAccount, onboardingLink, payoutAccountView } from './payout-account.ts'
import { isOutage } from './provider.ts'

/** POST /coaches/me/payout-account: makes the caller's account at the provider, or a fresh link to its set-up page. */
export const openPayoutAccount = handle(contract, async ({ body, caller }, ctx: Ctx) => {
  try {
    const accountId = await ensureAccount(ctx, caller.userId)
    const onboardingUrl = await onboardingLink(ctx, accountId, body.returnUrl)
    return payoutAccountView(await findPayoutAccount(ctx.sql, caller.userId), onboardingUrl)
  } catch (error) {
    if (isOutage(error)) throw paymentsDown('The payment provider does not answer; please try again in a moment')
    throw error
  }
})
