import { invalidField } from './invalid-field.ts'

/** Where a page of the search ended: its order, the last coach in it, and when its first page was asked for. */
export interface SearchPosition {
  sort: string
  key: number
  coachId: string
  /** Milliseconds since 1970. Later pages see the free times of this instant, so that none is shown twice. */
  asOf: number
}

/** Writes a position as an opaque cursor. */
export function toSearchCursor({ sort, key, coachId, asOf }: SearchPosition): string {
  return Buffer.from([sort, key, coachId, asOf].join('|')).toString('base64url')
}

/** Reads a cursor; throws invalidRequest when it is not one that a search in this order gave. */
export function fromSearchCursor(cursor: string, sort: string): SearchPosition {
  const [order, key, coachId, asOf, ...rest] = Buffer.from(cursor, 'base64url').toString().split('|')
  const position = { sort, key: toNumber(key), coachId: coachId ?? '', asOf: toNumber(asOf) }
  const isTime = Math.abs(position.asOf) <= 8.64e15
  if (
    order !== sort ||
    rest.length > 0 ||
    Number.isNaN(position.key) ||
    !isTime ||
    !/^[0-9a-f-]{36}$/.test(position.coachId)
  )
    throw invalidField('query', 'cursor', 'must be the nextCursor of this same list')
  return position
}

const toNumber = (text: string | undefined) => (text ? Number(text) : Number.NaN)
