/**
 * What an order is paid with besides a card: the player's credit and a promo code. They are taken when a card is tried,
 * given back when it is not paid, and say where a refund goes.
 */
import { paymentRefunded, priceChanged } from '@ecc/contracts/payments'
import { type PriceQuote, promotionOf, quotePrice } from '@ecc/contracts/price-quote'
import type { Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { issueCreditNote } from './document.ts'
import { balanceOf, escrow, playerCredit, post, postedId, refundDue } from './ledger.ts'
import { decide, type Operation } from './operation.ts'
import type { Order } from './order.ts'
import { addRefunded, factOf, type Payment } from './payment.ts'
import { claimPromoCode, discountOf, type PromoCodeRow, returnPromoUse, usablePromoCode } from './promo-code.ts'

/** What a player wants to use. `promoCode` is in capitals. */
export interface FundsAsked {
  promoCode: string | null
  useCredit: boolean
}

/** What an order would cost now, and how much credit its player has; `payment` is its own so far, whose credit is theirs. */
export async function quoteFor(
  ctx: Ctx,
  order: Order,
  payment: Payment | undefined,
  asked: FundsAsked,
): Promise<{ quote: PriceQuote; creditAvailable: number }> {
  const { promoCode } = asked
  const promo = promoCode === null ? undefined : await usablePromoCode(ctx.sql, order, promoCode, ctx.now())
  const taken = payment && payment.fundsAttemptId !== null ? payment.credit : 0
  const { playerId, price } = order
  const credit = takesCredit(order) ? await balanceOf(ctx.sql, playerCredit(playerId), price.currency) : 0
  const creditAvailable = taken + credit
  return { quote: quoteOf(order, promo, asked.useCredit ? creditAvailable : 0), creditAvailable }
}

/** Credit that buys a gift card would only become credit again, and hide where it came from. */
const takesCredit = ({ kind }: Order): boolean => kind !== 'gift-card'

function quoteOf(order: Order, promo: PromoCodeRow | undefined, credit: number): PriceQuote {
  const { playerFeeBasisPoints } = order
  const { amount: price, currency } = order.price
  return quotePrice({ currency, price, discount: promo && discountOf(promo), playerFeeBasisPoints, credit })
}

/**
 * Takes what the player wants to use for an attempt, and splits the price of the locked payment accordingly. Nobody spends
 * a credit twice: two payments of a player wait for each other here. Throws what `claimPromoCode` throws.
 */
export async function takeFunds(
  tx: Tx,
  ctx: Ctx,
  { payment, order, attemptId }: { payment: Payment; order: Order; attemptId: string },
  asked: FundsAsked,
): Promise<Payment> {
  const { id, orderId, playerId, currency } = payment
  const promo = asked.promoCode === null ? undefined : await claimPromoCode(tx, order, asked.promoCode, ctx.now())
  const available = asked.useCredit && takesCredit(order) ? await lockCredit(tx, playerId, currency) : 0
  const quote = quoteOf(order, promo, available)
  const promotion = promotionOf(quote)
  const amount = quote.card + quote.credit + promotion
  const holder = promo || quote.credit > 0 ? attemptId : null
  if (holder === null && payment.fundsAttemptId === null && payment.card === quote.card && payment.amount === amount)
    return payment
  const funded = await tx.one<Payment>`
    update payments set amount = ${amount}, card = ${quote.card}, credit = ${quote.credit}, discount = ${quote.discount},
      bearer = ${quote.bearer}, fee = ${quote.fee}, funds_attempt_id = ${holder} where id = ${id} returning *`
  await tx`update escrows set amount = ${amount}, promotion = ${promotion}, fee = ${quote.fee} where id = ${orderId}`
  if (quote.credit === 0) return funded
  await post(tx, {
    kind: 'credit_spent',
    source: attemptId,
    currency,
    escrowId: orderId,
    lines: [
      [playerCredit(playerId), quote.credit],
      [escrow(orderId), -quote.credit],
    ],
    at: ctx.now(),
  })
  return funded
}

/** What a player may spend; whoever else would spend it waits until the transaction's end. */
export async function lockCredit(tx: Tx, playerId: string, currency: string): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`credit:${playerId}`}, 0))`
  return balanceOf(tx, playerCredit(playerId), currency)
}

/** Gives back what was taken for a locked payment that is not paid after all. Repeating it changes nothing. */
export async function letGoOfFunds(tx: Tx, ctx: Ctx, payment: Payment): Promise<void> {
  const { id, orderId, playerId, currency, credit, fundsAttemptId } = payment
  if (fundsAttemptId === null) return
  await tx`update payments set funds_attempt_id = null where id = ${id}`
  await returnPromoUse(tx, orderId)
  const spent = credit > 0 ? await postedId(tx, 'credit_spent', fundsAttemptId) : null
  if (spent === null) return
  await post(tx, {
    kind: 'credit_returned',
    source: fundsAttemptId,
    currency,
    escrowId: orderId,
    lines: [
      [escrow(orderId), credit],
      [playerCredit(playerId), -credit],
    ],
    reverses: spent,
    at: ctx.now(),
  })
}

/** Refuses to charge a card more or less than its player was shown. Throws priceChanged. */
export function refuseOtherCharge({ card, currency }: Payment, shown: number | undefined): void {
  if (shown !== undefined && shown !== card) throw priceChanged(undefined, { card: { amount: card, currency } })
}

/** Posts what the platform adds to a price that was paid. */
export async function promote(tx: Tx, ctx: Ctx, payment: Payment): Promise<void> {
  const { orderId, currency } = payment
  const promotion = promotionOf(payment)
  if (promotion === 0) return
  const lines = [['exp:promotion', promotion] as const, [escrow(orderId), -promotion] as const]
  await post(tx, { kind: 'promoted', source: orderId, currency, escrowId: orderId, lines, at: ctx.now() })
}

/**
 * Sends an amount of `refund_due` back under a key of its own: to the card as far as it paid and has not got it back, the
 * rest as credit, at once; `asCredit` all of it. Answers the operation for the card.
 */
export async function sendBack(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  { escrowId, amount, key, asCredit = false }: { escrowId: string; amount: number; key: string; asCredit?: boolean },
): Promise<Operation[]> {
  if (amount === 0) return []
  const toCard = asCredit ? 0 : Math.min(amount, await leftOnCard(tx, payment))
  await creditRefund(tx, ctx, payment, { escrowId, amount: amount - toCard, key })
  if (toCard === 0) return []
  return decide(tx, ctx, { kind: 'refund', paymentId: payment.id, escrowId, amount: toCard, stripeKey: key })
}

/** What a card paid, less what goes back to it and what its bank took back. */
async function leftOnCard(tx: Tx, { id, orderId, card }: Payment): Promise<number> {
  const { refunds } = await tx.one<{ refunds: number }>`
    select coalesce(sum(amount), 0) as refunds from operations
    where payment_id = ${id} and kind = 'refund' and state <> 'dropped'`
  const { lost } = await tx.one<{ lost: number }>`
    select coalesce(sum(-entries.amount), 0) as lost from ledger_transactions transactions
    join ledger_entries entries on entries.transaction_id = transactions.id
    join ledger_accounts accounts on accounts.id = entries.account_id and accounts.kind = 'asset:dispute_hold'
    where transactions.escrow_id = ${orderId} and transactions.kind = 'dispute_lost'`
  return Math.max(card - refunds - lost, 0)
}

async function creditRefund(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  { escrowId, amount, key }: { escrowId: string; amount: number; key: string },
): Promise<void> {
  if (amount === 0) return
  const { playerId, currency, orderId } = payment
  const lines = [[refundDue(escrowId), amount] as const, [playerCredit(playerId), -amount] as const]
  const posting = { kind: 'refund_credited', source: key, currency, escrowId, lines, at: ctx.now() }
  if ((await post(tx, posting)) === null) return
  await addRefunded(tx, payment, amount)
  const fact = factOf(payment, amount, escrowId)
  const refund = { factKind: 'refund_credited', source: key, amount, bookingId: fact.bookingId } as const
  const creditNoteNumber = await issueCreditNote(tx, ctx, payment, refund)
  await ctx.emit(
    tx,
    paymentRefunded,
    { ...fact, to: 'credit', ...(creditNoteNumber ? { creditNoteNumber } : {}) },
    orderId,
  )
}

/** What went back, or is on its way back, of an escrow: to the card and as credit. */
export async function sentBack(tx: Tx, escrowId: string): Promise<number> {
  const { back } = await tx.one<{ back: number }>`
    select (select coalesce(sum(amount), 0) from operations where escrow_id = ${escrowId} and kind = 'refund')
      + (select coalesce(sum(entries.amount), 0) from ledger_transactions transactions
         join ledger_entries entries on entries.transaction_id = transactions.id and entries.amount > 0
         where transactions.escrow_id = ${escrowId} and transactions.kind = 'refund_credited') as back`
  return back
}
