/** A player's Customer at the provider, and the cards kept under it. Card numbers are nowhere with us. */
import type { Card } from '@ecc/contracts/cards'
import { failpoint } from '@ecc/kit'
import Stripe from 'stripe'
import type { Ctx } from './config.ts'

/** As many as the provider lists at once. */
const mostCards = 100

/** The player's Customer, made on first use; made twice at once, both get the same one. */
export async function ensureCustomer(ctx: Ctx, playerId: string): Promise<string> {
  const known = await findCustomer(ctx, playerId)
  if (known) return known
  const metadata = { player_id: playerId }
  const made = await ctx.resources.stripe.customers.create({ metadata }, { idempotencyKey: `customer:${playerId}` })
  await failpoint('customer:made')
  const { id } = await ctx.sql.one<{ id: string }>`
    insert into customers (player_id, id, created_at) values (${playerId}, ${made.id}, ${ctx.now()})
    on conflict (player_id) do update set id = customers.id returning id`
  return id
}

async function findCustomer(ctx: Ctx, playerId: string): Promise<string | undefined> {
  return (await ctx.sql.first<{ id: string }>`select id from customers where player_id = ${playerId}`)?.id
}

/** The cards a player kept, newest first; a card kept twice is one, as its newest. */
export async function cardsOf(ctx: Ctx, playerId: string): Promise<Card[]> {
  const known = new Set<string>()
  const methods = (await keptMethods(ctx, playerId)).filter((method) => {
    const number = numberOf(method)
    return !known.has(number) && known.add(number)
  })
  return methods.flatMap((method) => (method.card ? [viewOf(method.id, method.card, ctx.now())] : []))
}

/** Has the provider forget a card of this player's, and every copy of it. One that is not theirs, or not there, is no error. */
export async function forgetCard(ctx: Ctx, playerId: string, cardId: string): Promise<void> {
  const kept = await keptMethods(ctx, playerId)
  const meant = kept.find(({ id }) => id === cardId)
  if (!meant) return
  for (const { id } of kept.filter((method) => numberOf(method) === numberOf(meant))) await detach(ctx, id)
}

async function detach(ctx: Ctx, id: string): Promise<void> {
  try {
    await ctx.resources.stripe.paymentMethods.detach(id)
  } catch (error) {
    // Somebody else's request detached it between our look and this.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    ctx.log.info({ paymentMethodId: id }, 'a card was forgotten already')
  }
}

async function keptMethods(ctx: Ctx, playerId: string): Promise<Stripe.PaymentMethod[]> {
  const customer = await findCustomer(ctx, playerId)
  if (!customer) return []
  const { data } = await ctx.resources.stripe.paymentMethods.list({ customer, type: 'card', limit: mostCards })
  return data
}

/** The provider's mark of a card number; where it has none, each is its own. */
const numberOf = ({ id, card }: Stripe.PaymentMethod): string => card?.fingerprint ?? id

function viewOf(id: string, card: Stripe.PaymentMethod.Card, now: Date): Card {
  const { brand, last4: lastFour, exp_month: expiryMonth, exp_year: expiryYear } = card
  const expired = expiryYear * 12 + expiryMonth < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1
  return { id, brand, lastFour, expiryMonth, expiryYear, expired }
}
