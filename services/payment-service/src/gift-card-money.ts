/** The money of a gift card: held until it is redeemed, goes back when it is withdrawn, or is lost to a bank. */
import {
  giftCardLocked,
  giftCardLost,
  giftCardNotFound,
  giftCardNotReturnable,
  giftCardRedeemed,
  giftCardRefused,
  giftCardWithdrawn,
} from '@ecc/contracts/gift-cards'
import { failpoint, type Tx } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { wholeOf } from './escrow.ts'
import { lockCredit } from './funds.ts'
import {
  endGiftCard,
  findByCode,
  type GiftCard,
  giftCardFact,
  isLocked,
  lapseGiftCard,
  lockGiftCard,
  markRedeemed,
  withdrawableUntil,
} from './gift-card.ts'
import { hashOfCode } from './gift-card-delivery.ts'
import { type Account, balanceOf, escrow, playerCredit, post } from './ledger.ts'
import type { Operation } from './operation.ts'
import { lockPaymentOf, type Payment } from './payment.ts'
import { endUnpaid, everything, settle } from './settlement.ts'

/**
 * Makes the money of the card with this code its redeemer's credit, once. Of two at once the second waits, and is refused unless
 * it is the same person. Throws giftCardRefused and giftCardLocked.
 */
export async function redeem(tx: Tx, ctx: Ctx, code: string, playerId: string): Promise<GiftCard> {
  const hash = hashOfCode(code)
  const id = await findByCode(tx, hash)
  const locked = id === undefined ? undefined : await lockBoth(tx, id)
  // Only now nobody else can end the code.
  if (!locked || (await findByCode(tx, hash)) !== id) throw giftCardRefused()
  const { card } = locked
  if (card.state === 'redeemed' && card.redeemedBy === playerId) return card
  if (card.state !== 'paid') throw giftCardRefused()
  if (isLocked(card)) throw giftCardLocked()
  const { amount, currency } = card
  const at = ctx.now()
  const lines = [[escrow(card.id), amount] as const, [playerCredit(playerId), -amount] as const]
  await post(tx, { kind: 'gift_redeemed', source: card.id, currency, escrowId: card.id, lines, at })
  await markRedeemed(tx, card.id, playerId, at)
  await failpoint('gift-card:redeemed')
  await ctx.emit(tx, giftCardRedeemed, { ...giftCardFact(card), redeemedBy: playerId }, card.id)
  return { ...card, state: 'redeemed', redeemedBy: playerId, redeemedAt: at.toISOString() }
}

/** A card and its payment, both locked, the payment first; undefined while it was never tried to be paid. */
async function lockBoth(tx: Tx, id: string): Promise<{ card: GiftCard; payment: Payment } | undefined> {
  const payment = await lockPaymentOf(tx, id)
  const card = await lockGiftCard(tx, id)
  return payment && card ? { card, payment } : undefined
}

/**
 * Sends all of a card's money back to the card that paid it, once: its buyer may within 14 days, staff at any time, both only while
 * nobody has redeemed it and no bank asks about it. Repeating it changes nothing. Throws giftCardNotFound and giftCardNotReturnable.
 */
export async function withdraw(tx: Tx, ctx: Ctx, id: string, by: 'buyer' | 'staff'): Promise<Operation[]> {
  const locked = await lockBoth(tx, id)
  if (!locked || locked.card.paidAt === null) throw giftCardNotFound()
  const { card, payment } = locked
  if (card.state === 'withdrawn') return []
  const mayBe = by === 'staff' ? card.state === 'paid' && !card.frozen : withdrawableUntil(card, ctx.now()) !== null
  if (!mayBe) throw giftCardNotReturnable()
  await endGiftCard(tx, id, 'withdrawn')
  await failpoint('gift-card:withdrawn')
  await ctx.emit(tx, giftCardWithdrawn, { ...giftCardFact(card), by }, id)
  return giveBackAll(tx, ctx, payment, { asCredit: false })
}

async function giveBackAll(tx: Tx, ctx: Ctx, payment: Payment, way: { asCredit: boolean }): Promise<Operation[]> {
  return settle(tx, ctx, await wholeOf(tx, payment), { cause: 'withdrawn', refund: everything, ...way })
}

/** An order that was not paid ends; what a card may still pay for it goes back. Answers the operations that follow. */
export async function lapse(tx: Tx, ctx: Ctx, id: string): Promise<Operation[]> {
  await lockPaymentOf(tx, id)
  const card = await lockGiftCard(tx, id)
  if (card?.state !== 'unpaid') return []
  await lapseGiftCard(tx, id)
  return endUnpaid(tx, ctx, id, 'cancelled')
}

/**
 * A lost dispute ends a card that nobody redeemed: what is held bears it, and what the bank did not take is its buyer's credit,
 * since a charge that was taken back takes no refund. Of a redeemed one its redeemer's credit bears it, as far as there is any,
 * and the platform the rest: what was spent is a coach's by now.
 */
export async function recordGiftCardLoss(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  { id: source, amount }: Pick<Stripe.Dispute, 'id' | 'amount'>,
): Promise<Operation[]> {
  const { orderId, currency } = payment
  const card = await lockGiftCard(tx, orderId)
  if (!card) throw new Error(`payment ${payment.id} is for a gift card that is not there`)
  const { redeemedBy } = card
  const fromEscrow = Math.min(amount, await balanceOf(tx, escrow(orderId), currency))
  const credit = redeemedBy === null ? 0 : await lockCredit(tx, redeemedBy, currency)
  const fromCredit = Math.min(amount - fromEscrow, credit)
  const ofRedeemer: (readonly [Account, number])[] = redeemedBy === null ? [] : [[playerCredit(redeemedBy), fromCredit]]
  const lines = [
    [escrow(orderId), fromEscrow] as const,
    ...ofRedeemer,
    ['exp:gift_card_loss', amount - fromEscrow - fromCredit] as const,
    ['asset:dispute_hold', -amount] as const,
  ]
  if ((await post(tx, { kind: 'dispute_lost', source, currency, escrowId: orderId, lines, at: ctx.now() })) === null)
    return []
  if (redeemedBy !== null && fromCredit > 0) {
    const taken = { amount: fromCredit, currency }
    await ctx.emit(tx, giftCardLost, { ...giftCardFact(card), redeemedBy, taken }, card.id)
  }
  if (card.state !== 'paid') return []
  await endGiftCard(tx, orderId, 'lost')
  return giveBackAll(tx, ctx, payment, { asCredit: true })
}
