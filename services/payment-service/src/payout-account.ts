/** Coaches' accounts at the provider: whether they may be paid, and what waits for that. */
import { type PayoutAccount as PayoutAccountView, payoutAccountChanged } from '@ecc/contracts/payments'
import { payoutRequirementsDue } from '@ecc/contracts/payouts'
import type { Queryable, Tx } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Static } from 'typebox'
import type { Ctx } from './config.ts'
import type { Recording } from './intent.ts'
import type { Operation } from './operation.ts'

type View = Static<typeof PayoutAccountView>

/**
 * A coach's payout account as stored; `stripeAccountId` is null until the provider made it. `schedule` is what the coach wants,
 * `scheduleThere` what the provider was last seen to have.
 */
export interface PayoutAccount {
  coachId: string
  stripeAccountId: string | null
  state: View['state']
  schedule: View['schedule']
  scheduleThere: string | null
  payoutsEnabled: boolean
  requirements: string[]
  requirementsDueAt: string | null
  updatedAt: string
}

/** A coach's account as the coach sees it. */
export function payoutAccountView(account: PayoutAccount | undefined, onboardingUrl: string | null = null): View {
  if (!account)
    return {
      state: 'none',
      onboardingUrl,
      payoutsEnabled: false,
      schedule: 'weekly',
      requirements: [],
      requirementsDueAt: null,
    }
  const { state, payoutsEnabled, schedule, requirements, requirementsDueAt } = account
  return { state, onboardingUrl, payoutsEnabled, schedule, requirements, requirementsDueAt }
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
      settings: { payouts: { schedule: schedules.weekly } },
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
function stateOf(account: Stripe.Account): PayoutAccount['state'] {
  if (account.capabilities?.transfers === 'active') return 'active'
  if (!account.details_submitted || account.capabilities?.transfers === 'pending') return 'pending'
  return 'restricted'
}

const schedules = { weekly: { interval: 'weekly', weekly_anchor: 'monday' }, manual: { interval: 'manual' } } as const

/** What of a coach's transferred money a bank asks back, by currency; while it does, it is not paid out. */
export async function frozenOf(sql: Queryable, coachId: string): Promise<Map<string, number>> {
  const rows = await sql<{ currency: string; amount: number }>`
    select payments.currency, sum(operations.amount) as amount from payments
    join operations on operations.payment_id = payments.id and operations.kind = 'transfer' and operations.state = 'done'
    where payments.coach_id = ${coachId} and payments.frozen_by_chargeback group by payments.currency`
  return new Map(rows.map(({ currency, amount }) => [currency, amount]))
}

/**
 * Looks an account up at the provider, has it follow the schedule it should have, and says what to write down.
 */
export async function lookUpAccount(ctx: Ctx, accountId: string): Promise<Recording> {
  const before = await ctx.sql.first<PayoutAccount>`
    select * from payout_accounts where stripe_account_id = ${accountId}`
  if (!before) {
    ctx.log.warn({ accountId }, 'an account that no coach knows')
    return async () => []
  }
  const isFrozen = (await frozenOf(ctx.sql, before.coachId)).size > 0
  const schedule = schedules[isFrozen ? 'manual' : before.schedule]
  const { accounts } = ctx.resources.stripe
  const found = await accounts.retrieve(accountId)
  const follows = found.settings?.payouts?.schedule.interval === schedule.interval
  const account = follows ? found : await accounts.update(accountId, { settings: { payouts: { schedule } } })
  return (tx) => recordAccount(tx, ctx, before, account)
}

/**
 * Writes down what an account looks like; throws when it changed since `before`, as then the look may be older than what is
 * known, and has to be taken again. Tells the others when a coach can, or can no longer, be paid, and what is asked of them;
 * lets the transfers go that waited: these are the answer.
 */
async function recordAccount(tx: Tx, ctx: Ctx, before: PayoutAccount, account: Stripe.Account): Promise<Operation[]> {
  const known = await tx.one<PayoutAccount>`
    select * from payout_accounts where coach_id = ${before.coachId} for update`
  if (known.updatedAt !== before.updatedAt) throw new Error(`${account.id} changed while it was looked up`)
  const seen = whatIsSeen(account)
  const { coachId } = known
  const isNew = (Object.keys(seen) as (keyof typeof seen)[]).some(
    (name) => JSON.stringify(seen[name]) !== JSON.stringify(known[name]),
  )
  await tx`
    update payout_accounts set checked_at = ${ctx.now()}, updated_at = case when ${isNew} then ${ctx.now()} else updated_at end,
      state = ${seen.state}, schedule_there = ${seen.scheduleThere}, payouts_enabled = ${seen.payoutsEnabled},
      requirements = ${seen.requirements}, requirements_due_at = ${seen.requirementsDueAt}
    where coach_id = ${coachId}`
  const active = seen.state === 'active'
  const wasActive = known.state === 'active'
  if (active !== wasActive) await ctx.emit(tx, payoutAccountChanged, { coachId, active }, coachId)
  const { requirements, requirementsDueAt: dueAt } = seen
  const asksAnew = requirements.some((one) => !known.requirements.includes(one))
  if (wasActive && asksAnew) await ctx.emit(tx, payoutRequirementsDue, { coachId, requirements, dueAt }, coachId)
  if (!active || wasActive) return []
  return tx<Operation>`
    update operations set state = 'pending', next_try_at = ${ctx.now()}
    where kind = 'transfer' and state = 'waiting' and payment_id in (select id from payments where coach_id = ${coachId})
    returning *`
}

const mostRequirements = 50

function whatIsSeen(account: Stripe.Account) {
  const { currently_due: due, current_deadline: deadline } = account.requirements ?? {}
  return {
    state: stateOf(account),
    scheduleThere: account.settings?.payouts?.schedule.interval ?? null,
    payoutsEnabled: account.payouts_enabled ?? false,
    requirements: (due ?? []).toSorted().slice(0, mostRequirements),
    requirementsDueAt: deadline ? new Date(deadline * 1_000).toISOString() : null,
  }
}
