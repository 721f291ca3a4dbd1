/** Codes of gift cards: made when a card is delivered, told once, and kept only as a hash. */
import { createHash } from 'node:crypto'
import { giftCardCodeBytes, writeGiftCardCode } from '@ecc/contracts/gift-card-code'
import { giftCardSent } from '@ecc/contracts/gift-cards'
import type { Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type GiftCard, giftCardFact, keepCode } from './gift-card.ts'

/** What is kept of a code. Plain SHA-256 is enough for 80 random bits: there is nothing to guess. */
export function hashOfCode(code: string): Buffer {
  return createHash('sha256').update(code).digest()
}

/** Gives a paid, locked card a new code, which ends the one before. This is the only time that it can be read. */
export async function newCode(tx: Tx, ctx: Ctx, { id }: GiftCard): Promise<string> {
  const code = writeGiftCardCode(ctx.random(giftCardCodeBytes))
  await keepCode(tx, ctx, id, hashOfCode(code))
  return code
}

/** Has a paid, locked card mailed to its recipient with a new code. */
export async function deliver(tx: Tx, ctx: Ctx, card: GiftCard): Promise<void> {
  const { recipientEmail: email, message } = card
  if (email === null) throw new Error(`gift card ${card.id} has no address`)
  const code = await newCode(tx, ctx, card)
  await ctx.emit(tx, giftCardSent, { ...giftCardFact(card), email, message, code }, card.id)
}

/** Has it mailed when it is paid, unless it is for later or its buyer hands it over. */
export async function deliverWhenPaid(tx: Tx, ctx: Ctx, card: GiftCard): Promise<void> {
  if (card.recipientEmail === null) return
  if (card.deliverAt === null || Date.parse(card.deliverAt) <= ctx.now().getTime()) await deliver(tx, ctx, card)
}
