/** The position in a list ordered by instant and id, as an opaque cursor. */
import { invalidRequest } from '@ecc/contracts/problems'

/** Where a page ended. */
export interface Position {
  at: string
  id: string
}

/** Writes a position as a cursor. */
export function toCursor(position: Position): string {
  return Buffer.from(`${position.at}|${position.id}`).toString('base64url')
}

/** Reads a cursor; throws invalidRequest when it is not one of ours. */
export function fromCursor(cursor: string): Position {
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split('|')
  if (!at || !id || Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id))
    throw invalidRequest('cursor must be one that a list gave')
  return { at, id }
}
