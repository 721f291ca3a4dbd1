/** Which changes of a booking are possible; the table itself is the contract's, since clients may rely on it. */
import { transitions } from '@ecc/contracts/booking-states'
import type { BookingState } from '@ecc/contracts/bookings'

/** A change of a booking, by name. */
export type Transition = keyof typeof transitions

/** Whether a booking in this state may go through this change. */
export function allows(state: BookingState, transition: Transition): boolean {
  return (transitions[transition].from as readonly BookingState[]).includes(state)
}
