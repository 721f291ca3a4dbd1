/** What a dispute may be about and may end in, and the money of each outcome: pure, shown before the click and applied after it. */
import { type Static, Type } from 'typebox'
import { putIn } from './booking-parts.ts'
import type { BookingRecord } from './bookings.ts'
import { Shape } from './define.ts'
import type { MoneyEffect, Side } from './outcomes.ts'
import { type Back, backOf, toCoachOf } from './price-quote.ts'
import { OneOf } from './vocabulary.ts'

/** What went wrong, from a short list; the words say the rest. */
export const DisputeReason = OneOf([
  'not_there',
  'cut_short',
  'technical',
  'not_as_agreed',
  'conduct',
  'something_else',
])
export type DisputeReason = Static<typeof DisputeReason>

/**
 * What is asked for, and what is ruled. `refund`: `percent` of the price back to the card, the rest to the coach. `release`:
 * all to the coach. `reschedule`: the player chooses another time for free, or gets everything back. `credit`: as a refund, but
 * for the player to spend here. `percent` is 0 where it says nothing.
 */
export const Remedy = Shape({
  kind: OneOf(['refund', 'credit', 'release', 'reschedule']),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
})
export type Remedy = Static<typeof Remedy>
export type RemedyKind = Remedy['kind']

/** At most so many files a side. */
export const filesPerSide = 5
/** At most so many notes a side. */
export const notesPerSide = 20
/** The most bytes of a file. */
export const mostFileBytes = 5 * 1024 * 1024
/** What a file may be. */
export const fileTypes = ['image/png', 'image/jpeg', 'image/webp', 'application/pdf'] as const

const askable: Record<Side, readonly RemedyKind[]> = {
  player: ['refund', 'credit', 'reschedule'],
  coach: ['release', 'refund', 'credit', 'reschedule'],
}
const everything: readonly RemedyKind[] = ['refund', 'credit', 'release', 'reschedule']

/** What this side may ask for, or staff may rule; a seat in a group stays with its time. */
export function remediesOf(side: Side | 'admin', isSeat: boolean): readonly RemedyKind[] {
  const kinds = side === 'admin' ? everything : askable[side]
  return isSeat ? kinds.filter((kind) => kind !== 'reschedule') : kinds
}

/** Whether a remedy says a share where it needs one, and none where not. */
export function isWhole({ kind, percent }: Remedy): boolean {
  return kind === 'refund' || kind === 'credit' ? percent > 0 : percent === 0
}

/** What moneyOf divides: what the player paid, what for, and with which promo code. */
export type Divided = Pick<BookingRecord, 'price' | 'orderKind' | 'funds'>

/**
 * Where the price goes: to the player, rounded down to a minor unit, and the rest to the coach before commission; the part
 * of a refund that a promo code of the platform paid is neither's. A session of a package that comes back whole goes into
 * the package again. Null for another time: nothing moves then.
 */
export function moneyOf({ price, orderKind, funds }: Divided, { kind, percent }: Remedy): MoneyEffect | null {
  if (kind === 'reschedule') return null
  const back = remedyBack({ price, funds }, percent)
  const toCoach = toCoachOf(putIn({ price, funds }), back)
  const isWhole = back.amount === price.amount
  const into = orderKind === 'package' && isWhole ? 'package' : kind === 'credit' ? 'credit' : 'card'
  return { toPlayer: { ...price, amount: back.amount }, toCoach: { ...price, amount: toCoach }, into }
}

/** `percent` of what the player paid, and of our fee in it. */
export function remedyBack({ price, funds }: Pick<Divided, 'price' | 'funds'>, percent: number): Back {
  return backOf({ paid: price.amount, fee: funds?.fee ?? 0 }, percent, 100)
}
