/** The money of a package: how its price is shared out, and what goes back when it ends. Pure. */
import type { Actor } from '@ecc/contracts/bookings'

/** The price of each of `sessions`; they add up to `amount`, and what does not divide is on the last ones. */
export function partsOf(amount: number, sessions: number): number[] {
  const least = Math.floor(amount / sessions)
  const larger = amount - least * sessions
  return Array.from({ length: sessions }, (_, i) => least + (i >= sessions - larger ? 1 : 0))
}

/** What a package is worth at some moment. Amounts in minor units; `unused` are the prices of the sessions not scheduled. */
export interface Worth {
  paid: number
  single: number
  sessions: number
  unused: readonly number[]
}

/**
 * What ending a package gives back of the price of its unused sessions (`rest`). Product rules, "package": paid less the
 * single price of each session used, never below zero. A coach who ends it gives all of the rest back.
 */
export function endOfPackage({ paid, single, sessions, unused }: Worth, by: Actor): { refund: number; rest: number } {
  const rest = unused.reduce((sum, amount) => sum + amount, 0)
  const used = sessions - unused.length
  const byRule = Math.max(0, paid - used * single)
  return { rest, refund: by === 'coach' ? rest : Math.min(byRule, rest) }
}
