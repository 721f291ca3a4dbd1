import { invalidField } from './invalid-field.ts'

const dayMs = 86_400_000

/** The stretch of time a query asks about. Throws invalidRequest for one that is too long, or that the engine does not know. */
export function readRange(query: { from: string; to: string }, maxDays: number): { from: Date; to: Date } {
  const from = new Date(query.from)
  const to = new Date(query.to)
  if (from > to) throw invalidField('query', 'to', 'must not be before from')
  if (to.getTime() - from.getTime() > maxDays * dayMs)
    throw invalidField('query', 'to', `must be at most ${maxDays} days after from`)
  for (const [field, at] of Object.entries({ from, to })) checkYear(field, at)
  return { from, to }
}

/** Throws invalidRequest for an instant that the engine does not know. */
export function checkYear(field: string, at: Date): void {
  const year = at.getUTCFullYear()
  if (Number.isNaN(year) || year < 1900 || year > 2199)
    throw invalidField('query', field, 'must be in the years 1900 to 2199')
}
