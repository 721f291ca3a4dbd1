/** How a gift card is seen by its buyer and by staff. */
import type { GiftCardState, GiftCard as GiftCardView, StaffGiftCard } from '@ecc/contracts/gift-cards'
import { type GiftCard, isLocked, withdrawableUntil } from './gift-card.ts'

/** A card as its buyer sees it. */
export function giftCardView(card: GiftCard, now: Date): GiftCardView {
  const { id, amount, currency, recipientName, recipientEmail, message, deliverAt, deliveredAt, redeemedAt } = card
  const { payableUntil, paymentId, createdAt } = card
  return {
    id,
    amount: { amount, currency },
    state: stateOf(card),
    isLocked: isLocked(card),
    recipientName,
    recipientEmail,
    message,
    deliverAt,
    deliveredAt,
    redeemedAt,
    payableUntil,
    withdrawUntil: withdrawableUntil(card, now),
    paymentId,
    createdAt,
  }
}

/** A card as staff see it. */
export function staffView(card: GiftCard): StaffGiftCard {
  const { id, amount, currency, buyerId, buyerName, recipientName, recipientEmail, deliverAt, deliveredAt } = card
  const { redeemedAt, redeemedBy, lockedAt, paymentId, createdAt } = card
  return {
    id,
    amount: { amount, currency },
    state: stateOf(card),
    isLocked: isLocked(card),
    lockedByStaff: lockedAt !== null,
    buyer: { id: buyerId, name: buyerName },
    recipientName,
    recipientEmail,
    deliverAt,
    deliveredAt,
    redeemedAt,
    redeemedBy,
    paymentId,
    createdAt,
  }
}

function stateOf({ state, deliverAt, deliveredAt }: GiftCard): GiftCardState {
  if (state === 'lost') return 'charged-back'
  if (state !== 'paid') return state
  return deliverAt !== null && deliveredAt === null ? 'scheduled' : 'open'
}
