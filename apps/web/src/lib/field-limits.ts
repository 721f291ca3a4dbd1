/** Bounds that a contract sets on a field, so that a form can count down to them instead of repeating them. */

type Bound = 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'maxItems'

/** A bound of a field's schema, e.g. `limitOf(Offer.properties.title, 'maxLength')`. Throws when the contract sets none. */
export function limitOf(schema: unknown, bound: Bound): number {
  const limit = (schema as Partial<Record<Bound, unknown>>)[bound]
  if (typeof limit !== 'number') throw new Error(`The contract sets no ${bound} here`)
  return limit
}
