/** The money of a package: what goes back when it ends. Pure. */
import type { Actor } from '@ecc/contracts/bookings'
import { type Back, backWithFee, type Paid, type QuotePart } from '@ecc/contracts/price-quote'

/** What a package is worth at some moment. Amounts in minor units; `unused` are the parts of the sessions not scheduled. */
export interface Worth extends Paid {
  single: number
  sessions: number
  unused: readonly Pick<QuotePart, 'paid' | 'fee' | 'discount'>[]
}

/** What ending a package does with the unused sessions: `rest` is what the player paid for them, with what came off. */
export interface EndOfPackage {
  rest: Paid & { discount: number }
  back: Back
}

/**
 * What ending a package gives back of what was paid for its unused sessions (`rest`). Product rules, "package": paid less the
 * single price of each session used, never below zero; our fee in the same share. A coach who ends it gives all of the rest back.
 */
export function endOfPackage({ paid, fee, single, sessions, unused }: Worth, by: Actor): EndOfPackage {
  const sum = (line: 'paid' | 'fee' | 'discount') => unused.reduce((total, part) => total + part[line], 0)
  const rest = { paid: sum('paid'), fee: sum('fee'), discount: sum('discount') }
  const unspent = rest.paid - rest.fee
  const byRule = Math.max(0, paid - fee - (sessions - unused.length) * single)
  return { rest, back: backWithFee(rest, by === 'coach' ? unspent : Math.min(byRule, unspent)) }
}
