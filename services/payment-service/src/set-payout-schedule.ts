import { noPayoutAccount } from '@ecc/contracts/payments'
import { setPayoutSchedule as contract } from '@ecc/contracts/payouts'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { followPayoutAccount } from './follow-payout-accounts.ts'
import { type PayoutAccount, payoutAccountView } from './payout-account.ts'

/** PUT /coaches/me/payout-schedule: keeps the caller's choice; a job has the provider follow it. */
export const setPayoutSchedule = handle(contract, async ({ body, caller }, ctx: Ctx) => {
  const coachId = caller.userId
  return ctx.sql.begin(async (tx) => {
    const account = await tx.first<PayoutAccount>`
      update payout_accounts set schedule = ${body.schedule}, updated_at = ${ctx.now()}
      where coach_id = ${coachId} and stripe_account_id is not null returning *`
    if (!account) throw noPayoutAccount()
    await ctx.addJob(tx, followPayoutAccount, { coachId })
    return payoutAccountView(account)
  })
})
