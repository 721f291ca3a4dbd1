/** Whether one can go in yet. Pure; `nowMs` is the server's time. */
import type { Booking } from '@ecc/contracts/bookings'

type Times = Pick<Booking, 'state' | 'roomOpensAt' | 'roomClosesAt'>

/** A player who says early that it went well does not end the talk. */
const statesWithRoom = new Set<Booking['state']>(['confirmed', 'in_progress', 'completed', 'released'])

/** `none`: the booking has no room, whenever. */
export function lobbyPhase(
  { state, roomOpensAt, roomClosesAt }: Times,
  nowMs: number,
): 'none' | 'early' | 'open' | 'closed' {
  if (!statesWithRoom.has(state)) return 'none'
  if (nowMs < Date.parse(roomOpensAt)) return 'early'
  return nowMs < Date.parse(roomClosesAt) ? 'open' : 'closed'
}
