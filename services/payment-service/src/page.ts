/** Pages of lists ordered by UUIDv7. */
import { fromCursor, toCursor } from '@ecc/kit'

/** Reads a list's query; asks for one item more than wanted, which tells whether there is a next page. */
export function pageOf(query: { cursor?: string; limit?: number }): { after: string | null; limit: number } {
  return { after: query.cursor ? fromCursor(query.cursor).id : null, limit: (query.limit ?? 20) + 1 }
}

/** Cuts the extra item off, and names the cursor of the next page. */
export function cut<T extends { id: string }>(
  rows: T[],
  limit: number,
  at: (row: T) => string,
): { rows: T[]; nextCursor: string | null } {
  const kept = rows.slice(0, limit - 1)
  const last = kept.at(-1)
  return { rows: kept, nextCursor: rows.length === limit && last ? toCursor({ at: at(last), id: last.id }) : null }
}
