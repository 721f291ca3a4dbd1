/** Tax that a price includes. Pure. */

/** An amount in minor units, taken apart: `net + tax` is the amount. */
export interface Taxed {
  net: number
  tax: number
}

/**
 * The tax included in an amount at a rate in basis points (1900 is 19 %): net = amount / (1 + rate), rounded to the nearest
 * minor unit, a half of one up, and the rest is tax. Whole numbers all the way, so no cent depends on a binary fraction.
 */
export function includedTax(amount: number, basisPoints: number): Taxed {
  const divisor = 10_000 + basisPoints
  const net = Math.floor((2 * amount * 10_000 + divisor) / (2 * divisor))
  return { net, tax: amount - net }
}

/**
 * The tax of a part that goes back when `before` of the same amount has gone back already: what is included in both less what
 * was included in the first, so that parts which add up to the whole have exactly its tax between them.
 */
export function taxOfPart(part: number, before: number, basisPoints: number): Taxed {
  const tax = includedTax(before + part, basisPoints).tax - includedTax(before, basisPoints).tax
  return { net: part - tax, tax }
}

/** A percentage with at most two decimals, in basis points. */
export const basisPointsOf = (percent: number): number => Math.round(percent * 100)
