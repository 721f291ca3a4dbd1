import type { Booking } from '@ecc/contracts/bookings'

/** One booking for each session, in the order they came: the seats of a group are one session to its coach. */
export function sessionsOf(bookings: readonly Booking[]): Booking[] {
  return [...Map.groupBy(bookings, ({ sessionId }) => sessionId).values()].flatMap(([first]) => first ?? [])
}
