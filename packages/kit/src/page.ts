/** Pages of lists that are ordered by an instant and an id: what a request asks for, and how an answer is cut to it. */
import { invalidRequest } from '@ecc/contracts/problems'

/** Where a page ended: the instant the list is ordered by, and the id that settles a tie. */
export interface Position {
  at: string
  id: string
}

/** The page a request asks for. Fetch `limit + 1` rows after `after`: the one too many tells whether there is a next page. */
export interface PageAsked {
  limit: number
  after: Position | null
}

const defaultLimit = 20

/** Reads a list's query. Throws invalidRequest for a cursor that no list gave. */
export function pageAsked(query: { cursor?: string; limit?: number }): PageAsked {
  return { limit: query.limit ?? defaultLimit, after: query.cursor === undefined ? null : positionFrom(query.cursor) }
}

/** Cuts the row too many off; its page is then not the last, and `nextCursor` leads on. */
export function cutPage<T>(
  rows: readonly T[],
  limit: number,
  positionOf: (row: T) => Position,
): { rows: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { rows: shown, nextCursor: last ? cursorOf(positionOf(last)) : null }
}

function cursorOf({ at, id }: Position): string {
  return Buffer.from(`${at}|${id}`).toString('base64url')
}

function positionFrom(cursor: string): Position {
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split('|')
  const isPosition = at && id && !Number.isNaN(Date.parse(at)) && /^[0-9a-f-]{36}$/.test(id)
  if (!isPosition) throw invalidRequest('cursor must be one that a list gave')
  return { at, id }
}
