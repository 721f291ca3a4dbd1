/** How the price of a disputed booking is divided; rounded as the server does it, so that the preview is what happens. */
import type { Money } from '@ecc/contracts/vocabulary'

/** What goes back to the player, rounded down to a minor unit, and what is left for the coach. */
export function divide(price: Money, refundPercent: number): { player: Money; coach: Money } {
  const amount = Math.floor((price.amount * refundPercent) / 100)
  return { player: { ...price, amount }, coach: { ...price, amount: price.amount - amount } }
}
