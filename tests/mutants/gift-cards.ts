/** Faults that somebody could make in gift cards. */
import { type Mutant, of, payments } from './mutant.ts'

const money = of(payments, 'gift-card-money')
const orders = of(payments, 'gift-card')

/** The faults, each with what it would cost. */
export const giftCardMutants: readonly Mutant[] = [
  {
    name: 'a gift card that one person redeemed is redeemed by another too',
    file: `${payments}/gift-card-money.ts`,
    from: "if (card.state !== 'paid') throw giftCardRefused()",
    to: '',
    tests: money,
  },
  {
    name: 'a gift card is redeemed although staff or a bank stopped it',
    file: `${payments}/gift-card-money.ts`,
    from: 'if (isLocked(card)) throw giftCardLocked()',
    to: '',
    tests: money,
  },
  {
    name: 'a code is still good after the next one was made for the same card',
    file: `${payments}/gift-card.ts`,
    from: 'set code_hash = ${hash}, delivered_at = coalesce(delivered_at, ${ctx.now()})',
    to: 'set code_hash = coalesce(code_hash, ${hash}), delivered_at = coalesce(delivered_at, ${ctx.now()})',
    tests: orders,
  },
  {
    name: 'a gift card that was withdrawn keeps its code',
    file: `${payments}/gift-card.ts`,
    from: 'set state = ${state}, code_hash = null where',
    to: 'set state = ${state} where',
    tests: money,
  },
  {
    name: 'a gift card is withdrawn while a bank takes its money back',
    file: `${payments}/gift-card-money.ts`,
    from: "by === 'staff' ? card.state === 'paid' && !card.frozen",
    to: "by === 'staff' ? card.state === 'paid'",
    tests: money,
  },
  {
    name: 'a gift card is withdrawn whenever its buyer likes',
    file: `${payments}/gift-card.ts`,
    from: 'return until > now ? until.toISOString() : null',
    to: 'return until.toISOString()',
    tests: money,
  },
  {
    name: 'a lost gift card takes more credit than its redeemer has',
    file: `${payments}/gift-card-money.ts`,
    from: 'const credit = redeemedBy === null ? 0 : await lockCredit(tx, redeemedBy, currency)',
    to: 'const credit = redeemedBy === null ? 0 : Number.MAX_SAFE_INTEGER',
    tests: money,
  },
  {
    name: 'the platform bears a gift card that a bank took back before it was redeemed',
    file: `${payments}/gift-card-money.ts`,
    from: 'const fromEscrow = Math.min(amount, await balanceOf(tx, escrow(orderId), currency))',
    to: 'const fromEscrow = 0 * (await balanceOf(tx, escrow(orderId), currency))',
    tests: money,
  },
  {
    name: 'what a bank did not take of a lost gift card stays held for ever',
    file: `${payments}/gift-card-money.ts`,
    from: 'return giveBackAll(tx, ctx, payment, { asCredit: true })',
    to: 'return []',
    tests: money,
  },
  {
    name: 'what a card still pays for a gift card that lapsed is kept',
    file: `${payments}/gift-card-money.ts`,
    from: "return endUnpaid(tx, ctx, id, 'cancelled')",
    to: 'return []',
    tests: orders,
  },
  {
    name: 'one person buys gift cards without end with a stolen card',
    file: `${payments}/gift-card.ts`,
    from: 'if (today + amount > mostPerDayMinor)',
    to: 'if (today > mostPerDayMinor)',
    tests: orders,
  },
  {
    name: 'a gift card that was shown before its day is mailed again on it, and the shown code ends',
    file: `${payments}/deliver-gift-card.ts`,
    from: "if (card?.state !== 'paid' || card.deliveredAt !== null) return",
    to: "if (card?.state !== 'paid') return",
    tests: orders,
  },
]
