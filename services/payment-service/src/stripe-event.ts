/** What the provider tells us: kept once by its id, taken as a hint, and answered by looking the object up. */
import type { Queryable, Tx } from '@ecc/kit'
import Stripe from 'stripe'
import { recordDispute } from './chargeback.ts'
import type { Ctx } from './config.ts'
import { lookUpIntent, type Recording } from './intent.ts'
import { isWhollyKnown } from './payment.ts'
import { lookUpPayout } from './payout.ts'
import { lookUpAccount } from './payout-account.ts'
import { idOf } from './provider.ts'
import { recordRefund } from './refund.ts'
import { recordTransfer } from './transfer.ts'

/** The object a hint is about. */
export interface Hint {
  id: string
  type: string
  objectId: string
  /** The connected account that it happened to; null for our own. */
  accountId: string | null
  processedAt: string | null
}

const nothing: Recording = async () => []

/** By the kind of object in an event's type: how to look it up and what it means. Longer names come first. */
type LookUp = (ctx: Ctx, objectId: string, hint: Hint) => Promise<Recording>
const lookups: readonly (readonly [prefix: string, lookUp: LookUp])[] = [
  [
    'charge.dispute.',
    async (ctx, id) => {
      const dispute = await ctx.resources.stripe.disputes.retrieve(id)
      return (tx) => recordDispute(tx, ctx, dispute)
    },
  ],
  ['charge.refund.', lookUpRefund],
  ['refund.', lookUpRefund],
  ['charge.', lookUpCharge],
  [
    'payment_intent.',
    async (ctx, id) => ((await isWhollyKnown(ctx.sql, { intentId: id })) ? nothing : lookUpIntent(ctx, id)),
  ],
  [
    'transfer.',
    async (ctx, id) => {
      const transfer = await ctx.resources.stripe.transfers.retrieve(id)
      return (tx) => recordTransfer(tx, ctx, transfer)
    },
  ],
  ['account.', lookUpAccount],
  ['payout.', async (ctx, id, { accountId }) => (accountId === null ? nothing : lookUpPayout(ctx, accountId, id))],
]

/** Most hints about a charge come after its own request was answered, and tell nothing new: the provider is not asked for each. */
async function lookUpCharge(ctx: Ctx, id: string): Promise<Recording> {
  if (await isWhollyKnown(ctx.sql, { chargeId: id })) return nothing
  const charge = await ctx.resources.stripe.charges.retrieve(id)
  const intentId = idOf(charge.payment_intent)
  return intentId ? lookUpIntent(ctx, intentId) : nothing
}

async function lookUpRefund(ctx: Ctx, id: string): Promise<Recording> {
  const refund = await ctx.resources.stripe.refunds.retrieve(id)
  return (tx) => recordRefund(tx, ctx, refund)
}

/** Keeps an event; true when it is new. */
export async function keepEvent(tx: Tx, ctx: Ctx, event: Stripe.Event): Promise<boolean> {
  const object = event.data.object as { id?: string }
  const kept = await tx`
    insert into stripe_events (id, type, object_id, account_id, created_at, received_at)
    values (${event.id}, ${event.type}, ${object.id ?? ''}, ${event.account ?? null},
            ${new Date(event.created * 1_000)}, ${ctx.now()})
    on conflict (id) do nothing returning id`
  return kept.length === 1
}

/** An event that was kept. */
export async function findEvent(sql: Queryable, id: string): Promise<Hint | undefined> {
  return sql.first<Hint>`select * from stripe_events where id = ${id}`
}

/** Looks up what a hint is about, and answers what to write down. A type we do not follow is only logged. */
export async function followHint(ctx: Ctx, hint: Hint): Promise<Recording> {
  const lookup = lookups.find(([prefix]) => hint.type.startsWith(prefix))
  const about = { type: hint.type, eventId: hint.id, objectId: hint.objectId }
  if (!lookup || hint.objectId === '') {
    ctx.log.info(about, 'an event of the provider that nothing here follows')
    return nothing
  }
  try {
    return await lookup[1](ctx, hint.objectId, hint)
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing')) throw error
    ctx.log.warn(about, 'an event about something that the provider does not have')
    return nothing
  }
}

/** Whether an event of this type leads anywhere here. */
export function isFollowed(type: string): boolean {
  return lookups.some(([prefix]) => type.startsWith(prefix))
}

/** Events that came before `before` and were never followed to the end. */
export async function unprocessedEvents(sql: Queryable, before: Date): Promise<Hint[]> {
  return sql<Hint>`
    select * from stripe_events where processed_at is null and received_at < ${before} order by received_at limit 500`
}

/** Marks an event as followed. */
export async function markProcessed(tx: Tx, id: string, now: Date): Promise<void> {
  await tx`update stripe_events set processed_at = ${now} where id = ${id}`
}
