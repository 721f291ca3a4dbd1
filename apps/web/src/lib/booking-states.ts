/** The states of a booking in words, for every screen that shows one. */
import type { Booking } from '@ecc/contracts/bookings'
import { now } from './clock.ts'
import { defineText } from './text.ts'

type State = Booking['state']

const useStateWords = defineText('booking-states', {
  held: 'Held, not paid',
  requested: 'Asked for, waits for the coach',
  accepted: 'Accepted, being paid',
  declined: 'Declined by the coach',
  confirmed: 'Confirmed',
  in_progress: 'In session',
  completed: 'Done, money still held',
  released: 'Done',
  expired: 'Expired, nothing charged',
  cancelled: 'Cancelled',
  no_show_player: 'Player did not come',
  no_show_coach: 'Coach did not come',
  failed: 'Failed: new time or refund',
  disputed: 'Problem reported',
  resolved: 'Settled',
})

const tones = {
  held: 'warn',
  requested: 'warn',
  accepted: 'accent',
  declined: 'bad',
  confirmed: 'good',
  in_progress: 'accent',
  completed: 'good',
  released: 'plain',
  expired: 'plain',
  cancelled: 'bad',
  no_show_player: 'bad',
  no_show_coach: 'bad',
  failed: 'warn',
  disputed: 'warn',
  resolved: 'plain',
} as const satisfies Record<State, string>

/** A state's name and the tone of its tag. */
export function useBookingStates() {
  const t = useStateWords()
  return { name: (state: State) => t(state), tone: (state: State) => tones[state] }
}

/** Whether the room can be entered now. `nowMs` from `useNow()` so that the answer changes by itself. */
export function roomIsOpen(booking: Pick<Booking, 'state' | 'roomOpensAt' | 'roomClosesAt'>, nowMs = now()): boolean {
  const live = booking.state === 'confirmed' || booking.state === 'in_progress' || booking.state === 'completed'
  return live && nowMs >= Date.parse(booking.roomOpensAt) && nowMs < Date.parse(booking.roomClosesAt)
}

/** Whether the hold can still be paid for. */
export function holdIsOn(booking: Pick<Booking, 'state' | 'holdExpiresAt'>, nowMs = now()): boolean {
  return booking.state === 'held' && nowMs < Date.parse(booking.holdExpiresAt)
}
