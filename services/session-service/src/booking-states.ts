/** The life of a booking as a table: which change leads from which states to which. Code, tests and documents follow it. */
import type { BookingState } from '@ecc/contracts/bookings'

/** A change of a booking, by name: the states it may start from, and the one it leads to. */
export const transitions = {
  request: { from: ['held'], to: 'requested' },
  accept: { from: ['requested'], to: 'accepted' },
  decline: { from: ['requested'], to: 'declined' },
  confirm: { from: ['held', 'accepted', 'expired'], to: 'confirmed' },
  expire: { from: ['held', 'requested', 'accepted'], to: 'expired' },
  cancel: { from: ['held', 'requested', 'confirmed'], to: 'cancelled' },
  start: { from: ['confirmed'], to: 'in_progress' },
  complete: { from: ['confirmed', 'in_progress'], to: 'completed' },
  playerNoShow: { from: ['confirmed', 'in_progress'], to: 'no_show_player' },
  coachNoShow: { from: ['confirmed', 'in_progress'], to: 'no_show_coach' },
  nobodyCame: { from: ['confirmed', 'in_progress'], to: 'cancelled' },
  dispute: { from: ['in_progress', 'completed'], to: 'disputed' },
  resolve: { from: ['disputed'], to: 'resolved' },
  release: { from: ['completed'], to: 'released' },
} as const satisfies Record<string, { from: readonly BookingState[]; to: BookingState }>

export type Transition = keyof typeof transitions

/** Whether a booking in this state may go through this change. */
export function allows(state: BookingState, transition: Transition): boolean {
  return (transitions[transition].from as readonly BookingState[]).includes(state)
}
