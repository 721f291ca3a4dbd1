/** Coaches' accounts at the provider, followed without a hint: their schedule, what is asked of them, payouts nobody told us of. */
import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { recordPayout } from './payout.ts'
import { findPayoutAccount, lookUpAccount, type PayoutAccount } from './payout-account.ts'
import { isOutage } from './provider.ts'
import { record } from './run-operation.ts'

const batch = 100
/** How old a look at an account may become. */
const checkedMs = 60 * 60_000
/** Payouts younger than this are looked at again: a bank may send one back for days after it was paid. */
const lookBackDays = 14
const mostPayouts = 500

/** Looks at one coach's account and its latest payouts, has the account follow its schedule, and writes down what is true. */
export const followPayoutAccount = job(
  'follow-payout-account',
  Type.Object({ coachId: Type.String() }),
  async ({ coachId }, ctx: Ctx) => {
    const account = await findPayoutAccount(ctx.sql, coachId)
    if (account?.stripeAccountId) await follow(ctx, account.coachId, account.stripeAccountId)
  },
)

/** Every five minutes: the accounts that do not have the schedule they should have, and those not looked at for an hour. */
export const followPayoutAccounts = job(
  'follow-payout-accounts',
  Type.Object({}),
  async (_, ctx: Ctx) => {
    const before = new Date(ctx.now().getTime() - checkedMs)
    const due = await ctx.sql<PayoutAccount>`
      select * from payout_accounts
      where stripe_account_id is not null and state <> 'pending' and (checked_at is null or checked_at < ${before}
        or schedule_there is distinct from case when exists (
          select from payments join operations on operations.payment_id = payments.id
          where payments.coach_id = payout_accounts.coach_id and payments.frozen_by_chargeback
            and operations.kind = 'transfer' and operations.state = 'done') then 'manual' else schedule end)
      order by checked_at nulls first limit ${batch}`
    for (const { coachId, stripeAccountId } of due) {
      try {
        await follow(ctx, coachId, stripeAccountId as string)
      } catch (error) {
        if (!isOutage(error)) throw error
        return ctx.log.warn(
          { error: String(error) },
          'the provider did not answer; payout accounts are looked at next time',
        )
      }
    }
  },
  { cron: '*/5 * * * *' },
)

async function follow(ctx: Ctx, coachId: string, stripeAccount: string): Promise<void> {
  await record(ctx, await lookUpAccount(ctx, stripeAccount))
  const created = { gte: Math.floor(ctx.now().getTime() / 1_000) - lookBackDays * 86_400 }
  const payouts = await ctx.resources.stripe.payouts
    .list({ created, limit: 100 }, { stripeAccount })
    .autoPagingToArray({ limit: mostPayouts })
  for (const payout of payouts.reverse()) await record(ctx, (tx) => recordPayout(tx, ctx, coachId, payout))
}
