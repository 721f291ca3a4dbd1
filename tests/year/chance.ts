/** Seeded choices, so that a year that went wrong can be lived again. */

/** A source of choices. */
export interface Chance {
  /** A whole number of `least` up to and without `end`. */
  between(least: number, end: number): number
  /** True in `percent` of a hundred cases. */
  of(percent: number): boolean
  pick<T>(from: readonly T[]): T
  /** One of the names, as often as its weight says. */
  weighted<N extends string>(weights: Record<N, number>): N
}

/** Choices that follow from the seed. */
export function chanceOf(seed: number): Chance {
  const random = mulberry(seed)
  const between = (least: number, end: number) => least + Math.floor(random() * (end - least))
  return {
    between,
    of: (percent) => random() * 100 < percent,
    pick: (from) => from[between(0, from.length)] as (typeof from)[number],
    weighted(weights) {
      const entries = Object.entries<number>(weights)
      let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) if ((left -= weight) < 0) return name as never
      return entries.at(-1)?.[0] as never
    },
  }
}

/** Mulberry32 by Tommy Ettinger (public domain). */
function mulberry(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
