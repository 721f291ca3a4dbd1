/** Tickets to a room, asked for a moment ahead where a join is likely. */
import { openRoom, type RoomAccess } from '@ecc/contracts/video'
import { call } from '../../lib/api.ts'

/** Half of a ticket's two minutes: never one that ends on the way. */
const goodForMs = 60_000

let ahead: { bookingId: string; askedAtMs: number; access: Promise<RoomAccess> } | null = null

/** Asks for a ticket before the click, when the pointer or the focus is on the button. */
export function prepareAccess(bookingId: string): void {
  if (ahead?.bookingId === bookingId && performance.now() - ahead.askedAtMs < goodForMs) return
  const access = fetchAccess(bookingId)
  ahead = { bookingId, askedAtMs: performance.now(), access }
  access.catch(() => {
    ahead = null // asked again, and told, when it is needed
  })
}

/** A ticket for one join. Throws roomNotOpen, noRoom, bookingNotFound. */
export async function takeAccess(bookingId: string): Promise<RoomAccess> {
  const prepared = ahead
  ahead = null
  if (prepared?.bookingId === bookingId && performance.now() - prepared.askedAtMs < goodForMs) {
    try {
      return await prepared.access
    } catch {
      return fetchAccess(bookingId) // what kept the first from coming may have passed
    }
  }
  return fetchAccess(bookingId)
}

function fetchAccess(bookingId: string): Promise<RoomAccess> {
  return call(openRoom, { params: { id: bookingId }, body: {} })
}
