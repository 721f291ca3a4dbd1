/** Payouts from a coach's own account at the provider to their bank: asked for, sent, and followed. */
import {
  beyondAvailable,
  leastPayoutMinor,
  type PayoutState,
  type Payout as PayoutView,
  payoutFailed,
  payoutPaid,
  payoutsPaused,
  payoutTooSmall,
  payoutUnderWay,
} from '@ecc/contracts/payouts'
import type { Money } from '@ecc/contracts/vocabulary'
import { failpoint, type PageAsked, type Queryable, type Tx, violates } from '@ecc/kit'
import Stripe from 'stripe'
import type { Ctx } from './config.ts'
import type { Recording } from './intent.ts'
import { decidePayout, finish, keyOf, type PayoutOperation } from './operation.ts'
import { findPayoutAccount, type PayoutAccount } from './payout-account.ts'
import { spendable } from './payout-balance.ts'
import { currencyOf } from './provider.ts'

/** A payout as stored; `stripeId` is null until the provider has it. */
interface Payout {
  id: string
  coachId: string
  stripeId: string | null
  currency: Money['currency']
  amount: number
  state: PayoutState
  automatic: boolean
  arrivesAt: string | null
  failureCode: string | null
  createdAt: string
}

/** A payout as its coach sees it. */
export function payoutView({
  id,
  state,
  amount,
  currency,
  automatic,
  arrivesAt,
  failureCode,
  createdAt,
}: Payout): PayoutView {
  return { id, state, amount: { amount, currency }, automatic, arrivesAt, failureCode, createdAt }
}

/** Throws payoutsPaused while the account may not be paid out of. */
export function refuseWhilePaused({ state, payoutsEnabled }: PayoutAccount): void {
  if (state === 'active' && payoutsEnabled) return
  throw payoutsPaused(
    state === 'active'
      ? 'The bank sent an earlier payout back. Give another bank account on the page of the payment provider'
      : 'The payment provider needs something from you first: open its page to see what',
  )
}

/** What of an amount is asked for: all that is available unless told. Throws payoutTooSmall and beyondAvailable. */
export function amountToPayOut(asked: number | undefined, availableMinor: number): number {
  const amount = asked ?? Math.max(availableMinor, 0)
  if (amount < leastPayoutMinor) throw payoutTooSmall(undefined, { leastMinor: leastPayoutMinor, availableMinor })
  if (amount > availableMinor) throw beyondAvailable(undefined, { availableMinor })
  return amount
}

/** Decides a payout; the answer's operation is to be started. Throws payoutUnderWay while another is being asked for. */
export async function askForPayout(
  tx: Tx,
  ctx: Ctx,
  wish: { coachId: string; currency: Money['currency']; amount: number },
): Promise<{ payout: Payout; operations: { id: string }[] }> {
  const { coachId, currency, amount } = wish
  const payout = await tx.one<Payout>`
    insert into payouts (id, coach_id, currency, amount, state, automatic, created_at)
    values (${ctx.id()}, ${coachId}, ${currency}, ${amount}, 'requested', false, ${ctx.now()}) returning *`.catch(
    (error: unknown) => {
      throw violates(error, 'one_payout_asked_for') ? payoutUnderWay() : error
    },
  )
  return { payout, operations: [await decidePayout(tx, ctx, { payoutId: payout.id, amount })] }
}

/** Acts on a `payout` operation. What was tried before is looked up before it is sent again. */
export async function sendPayout(ctx: Ctx, operation: PayoutOperation): Promise<Recording> {
  const payout = await ctx.sql.one<Payout>`select * from payouts where id = ${operation.payoutId}`
  const { coachId, amount, currency } = payout
  const account = await findPayoutAccount(ctx.sql, coachId)
  const stripeAccount = account?.stripeAccountId
  if (!stripeAccount) throw new Error(`payout ${payout.id} is of a coach without an account`)
  const earlier = await findSent(ctx, stripeAccount, operation, payout)
  if (earlier) return (tx) => recordPayout(tx, ctx, coachId, earlier)
  if (amount > (await spendable(ctx, account, currency)))
    return (tx) => recordRefusal(tx, ctx, operation, 'balance_insufficient')
  await failpoint('payout:before')
  try {
    const sent = await ctx.resources.stripe.payouts.create(
      { amount, currency: currency.toLowerCase(), metadata: { payout_id: payout.id } },
      { stripeAccount, idempotencyKey: keyOf(operation) },
    )
    await failpoint('payout:sent')
    return (tx) => recordPayout(tx, ctx, coachId, sent)
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    const { code = 'refused' } = error
    return (tx) => recordRefusal(tx, ctx, operation, code)
  }
}

const clocksApartSeconds = 3_600

async function findSent(ctx: Ctx, stripeAccount: string, { tries }: PayoutOperation, payout: Payout) {
  if (tries === 1) return undefined
  const created = { gte: Math.floor(Date.parse(payout.createdAt) / 1_000) - clocksApartSeconds }
  const sent = await ctx.resources.stripe.payouts
    .list({ created, limit: 100 }, { stripeAccount })
    .autoPagingToArray({ limit: 1_000 })
  return sent.find(({ metadata }) => metadata?.['payout_id'] === payout.id)
}

async function recordRefusal(tx: Tx, ctx: Ctx, operation: PayoutOperation, code: string): Promise<[]> {
  await finish(tx, operation.id, { state: 'dropped', at: ctx.now(), reason: code })
  await tx`update payouts set state = 'refused', failure_code = ${code} where id = ${operation.payoutId} and state = 'requested'`
  return []
}

/** Looks up a payout that the provider told of. */
export async function lookUpPayout(ctx: Ctx, stripeAccount: string, id: string): Promise<Recording> {
  const account = await ctx.sql.first<PayoutAccount>`
    select * from payout_accounts where stripe_account_id = ${stripeAccount}`
  if (!account) {
    ctx.log.warn({ stripeAccount, payoutId: id }, 'a payout of an account that no coach knows')
    return async () => []
  }
  const payout = await ctx.resources.stripe.payouts.retrieve(id, {}, { stripeAccount })
  return (tx) => recordPayout(tx, ctx, account.coachId, payout)
}

/** How far a payout has come: an old look at one, written down late, takes nothing back. One that was paid may still fail. */
const progress: Record<string, number> = { requested: 0, pending: 1, in_transit: 2, paid: 3, failed: 4, canceled: 4 }

/** Writes down a payout as the provider has it, and tells the others when it has arrived or come back. */
export async function recordPayout(tx: Tx, ctx: Ctx, coachId: string, payout: Stripe.Payout): Promise<[]> {
  await tx`select coach_id from payout_accounts where coach_id = ${coachId} for update`
  const known = await ensureKnown(tx, ctx, coachId, payout)
  const ofIt = await tx<{ id: string }>`select id from operations where payout_id = ${known.id}`
  for (const { id } of ofIt) await finish(tx, id, { state: 'done', stripeId: payout.id, at: ctx.now() })
  if ((progress[payout.status] ?? 0) <= (progress[known.state] ?? 0)) return []
  const {
    id: payoutId,
    state,
    amount,
    currency,
    automatic,
  } = await tx.one<Payout>`
    update payouts set state = ${payout.status}, arrives_at = ${new Date(payout.arrival_date * 1_000)},
      failure_code = ${payout.failure_code}
    where id = ${known.id} returning *`
  const fact = { payoutId, coachId, amount: { amount, currency }, automatic }
  if (state === 'paid') await ctx.emit(tx, payoutPaid, fact, coachId)
  if (state === 'failed') {
    ctx.log.warn({ payoutId, coachId, failureCode: payout.failure_code }, 'a bank sent a payout back')
    await ctx.emit(tx, payoutFailed, { ...fact, failureCode: payout.failure_code ?? 'unknown' }, coachId)
  }
  return []
}

/** The row of a payout: that of the request it answers, or one of its own for what the schedule made. */
async function ensureKnown(tx: Tx, ctx: Ctx, coachId: string, payout: Stripe.Payout): Promise<Payout> {
  const askedFor = payout.metadata?.['payout_id'] ?? ''
  const asked = await tx.first<Payout>`
    select * from payouts where stripe_id = ${payout.id} or (id::text = ${askedFor} and coach_id = ${coachId})`
  const { id } = asked ?? { id: ctx.id() }
  const createdAt = new Date(payout.created * 1_000)
  if (asked?.stripeId) return asked
  if (asked) {
    // Already at the provider, with its news still to come; a refusal that was wrong is set right by what is there.
    await tx`update payouts set stripe_id = ${payout.id}, state = 'pending', failure_code = null where id = ${id}`
    return { ...asked, stripeId: payout.id, state: 'requested' }
  }
  const made = await tx.one<Payout>`
    insert into payouts (id, coach_id, stripe_id, currency, amount, state, automatic, created_at)
    values (${id}, ${coachId}, ${payout.id}, ${currencyOf(payout.currency)}, ${payout.amount}, 'pending', ${payout.automatic},
            ${createdAt}) returning *`
  return { ...made, state: 'requested' }
}

/** A coach's payouts, newest first, after the one at `after`. */
export async function payoutsOf(sql: Queryable, coachId: string, { after, limit }: PageAsked): Promise<Payout[]> {
  const rest = after === null ? sql.part`` : sql.part`and (created_at, id) < (${after.at}, ${after.id})`
  return sql<Payout>`
    select * from payouts where coach_id = ${coachId} ${rest} order by created_at desc, id desc limit ${limit + 1}`
}
