/** Coaches' accounts at the provider: whether they may be paid, and what waits for that. */
import { payoutAccountChanged } from '@ecc/contracts/payments'
import type { Queryable, Tx } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import type { Recording } from './intent.ts'
import type { Operation } from './operation.ts'

export type PayoutState = 'none' | 'pending' | 'active' | 'restricted'

/** A coach's payout account as stored; `stripeAccountId` is null until the provider made it. */
export interface PayoutAccount {
  coachId: string
  stripeAccountId: string | null
  state: PayoutState
  updatedAt: string
}

/** A coach's account, if one was ever asked for. */
export async function findPayoutAccount(sql: Queryable, coachId: string): Promise<PayoutAccount | undefined> {
  return sql.first<PayoutAccount>`select * from payout_accounts where coach_id = ${coachId}`
}

/** The id of the coach's account at the provider, made on first use; asking twice makes one account. */
export async function ensureAccount(ctx: Ctx, coachId: string): Promise<string> {
  await ctx.sql`
    insert into payout_accounts (coach_id, state, created_at, updated_at) values (${coachId}, 'none', ${ctx.now()}, ${ctx.now()})
    on conflict (coach_id) do nothing`
  const known = await findPayoutAccount(ctx.sql, coachId)
  if (known?.stripeAccountId) return known.stripeAccountId
  const account = await ctx.resources.stripe.accounts.create(
    {
      controller: {
        stripe_dashboard: { type: 'express' },
        fees: { payer: 'application' },
        losses: { payments: 'application' },
      },
      capabilities: { transfers: { requested: true } },
      metadata: { coach_id: coachId },
    },
    { idempotencyKey: `payout-account:${coachId}` },
  )
  const { stripeAccountId } = await ctx.sql.one<{ stripeAccountId: string }>`
    update payout_accounts set stripe_account_id = coalesce(stripe_account_id, ${account.id}),
      state = case when state = 'none' then 'pending' else state end, updated_at = ${ctx.now()}
    where coach_id = ${coachId} returning stripe_account_id`
  return stripeAccountId
}

/** A fresh link to the provider's set-up page; it works once and for some minutes. */
export async function onboardingLink(ctx: Ctx, accountId: string, returnUrl: string): Promise<string> {
  const link = await ctx.resources.stripe.accountLinks.create({
    account: accountId,
    type: 'account_onboarding',
    return_url: returnUrl,
    refresh_url: returnUrl,
  })
  return link.url
}

/** What the provider's account object means for us. */
function stateOf(account: Stripe.Account): PayoutState {
  if (account.capabilities?.transfers === 'active') return 'active'
  if (!account.details_submitted || account.capabilities?.transfers === 'pending') return 'pending'
  return 'restricted'
}

/** Looks an account up at the provider, and says what to write down. */
export async function lookUpAccount(ctx: Ctx, accountId: string): Promise<Recording> {
  const before = await ctx.sql.first<PayoutAccount>`
    select * from payout_accounts where stripe_account_id = ${accountId}`
  if (!before) {
    ctx.log.warn({ accountId }, 'an account that no coach knows')
    return async () => []
  }
  const account = await ctx.resources.stripe.accounts.retrieve(accountId)
  return (tx) => recordAccount(tx, ctx, before, account)
}

/**
 * Writes down the state of an account; throws when it changed since `before`, as then the look may be older than what is
 * known, and has to be taken again. Tells the others when a coach can, or can no longer, be paid, and lets the transfers
 * go that waited for it: these are the answer.
 */
async function recordAccount(tx: Tx, ctx: Ctx, before: PayoutAccount, account: Stripe.Account): Promise<Operation[]> {
  const known = await tx.one<PayoutAccount>`
    select * from payout_accounts where coach_id = ${before.coachId} for update`
  if (known.updatedAt !== before.updatedAt) throw new Error(`${account.id} changed while it was looked up`)
  const state = stateOf(account)
  if (state === known.state) return []
  const { coachId } = known
  await tx`update payout_accounts set state = ${state}, updated_at = ${ctx.now()} where coach_id = ${coachId}`
  const active = state === 'active'
  if (active || known.state === 'active') await ctx.emit(tx, payoutAccountChanged, { coachId, active }, coachId)
  if (!active) return []
  return tx<Operation>`
    update operations set state = 'pending', next_try_at = ${ctx.now()}
    where kind = 'transfer' and state = 'waiting' and payment_id in (select id from payments where coach_id = ${coachId})
    returning *`
}
