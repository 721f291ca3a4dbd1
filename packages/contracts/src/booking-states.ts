/**
 * The life of a booking as a table: which change leads from which states to which, what causes it, which event tells it and
 * what becomes of the money. The code of session-service, its tests, the API reference and docs/booking-states.md follow it.
 */

/** Every state of a booking. */
export const bookingStates = [
  'held',
  'requested',
  'accepted',
  'declined',
  'confirmed',
  'in_progress',
  'completed',
  'released',
  'expired',
  'cancelled',
  'no_show_player',
  'no_show_coach',
  'failed',
  'disputed',
  'resolved',
] as const

interface Change {
  from: readonly (typeof bookingStates)[number][]
  to: (typeof bookingStates)[number]
  cause: string
  event: string | null
  money: string
}

/** A change of a booking, by name: the states it may start from, the one it leads to, its cause, its event, the money. */
export const transitions = {
  request: {
    from: ['held'],
    to: 'requested',
    cause: 'the card is authorised for an offer on request: the event `payment.authorized`',
    event: 'booking.requested',
    money: 'kept by the bank, not taken',
  },
  accept: {
    from: ['requested'],
    to: 'accepted',
    cause: 'the coach accepts',
    event: 'booking.accepted',
    money: 'captured now',
  },
  decline: {
    from: ['requested'],
    to: 'declined',
    cause: 'the coach declines',
    event: 'booking.declined',
    money: 'let go of, nothing was taken',
  },
  confirm: {
    from: ['held', 'accepted', 'expired'],
    to: 'confirmed',
    cause: "the price was captured: payment-service's call, or its event, whichever comes first",
    event: 'booking.confirmed',
    money: 'held',
  },
  expire: {
    from: ['held', 'requested', 'accepted'],
    to: 'expired',
    cause:
      'not paid, answered or captured in time: the jobs `expire-hold` and `expire-request`, or the next buyer of that time',
    event: 'booking.expired',
    money: 'an open payment is cancelled',
  },
  cancel: {
    from: ['held', 'requested', 'confirmed'],
    to: 'cancelled',
    cause: 'the player, the coach or staff, before the start; by the coach or staff the whole group',
    event: 'booking.cancelled',
    money: 'player: back by the terms, the rest as released; coach or staff: all back; a late coach owes a credit',
  },
  groupOn: {
    from: ['confirmed'],
    to: 'confirmed',
    cause: 'the cut-off of a group, enough seats are paid: the job `decide-group`',
    event: 'booking.group-on',
    money: 'stays held',
  },
  callOff: {
    from: ['held', 'confirmed'],
    to: 'cancelled',
    cause: 'the cut-off of a group, too few seats are paid: the job `decide-group`; or its coach took the date back',
    event: 'booking.cancelled',
    money: 'all back',
  },
  leaveLateCoach: {
    from: ['confirmed', 'in_progress'],
    to: 'cancelled',
    cause: 'the player, when the coach is more than 10 minutes late',
    event: 'booking.cancelled',
    money: 'all back',
  },
  start: {
    from: ['confirmed'],
    to: 'in_progress',
    cause: 'the start: the job `start-session`',
    event: 'booking.started',
    money: '',
  },
  complete: {
    from: ['confirmed', 'in_progress'],
    to: 'completed',
    cause: 'the end, both were there (`decide-outcome`); or the player confirms during the session',
    event: 'booking.completed',
    money: 'due at `releaseAt`, less what goes back for missing time',
  },
  playerNoShow: {
    from: ['confirmed', 'in_progress'],
    to: 'no_show_player',
    cause: 'the end, the player did not come within 15 minutes and the coach was there',
    event: 'booking.no-show',
    money: 'waits until `releaseAt`',
  },
  coachNoShow: {
    from: ['confirmed', 'in_progress'],
    to: 'no_show_coach',
    cause: 'the end, the player was there and the coach was not',
    event: 'booking.no-show',
    money: 'waits until `releaseAt`',
  },
  nobodyCame: {
    from: ['confirmed', 'in_progress'],
    to: 'cancelled',
    cause: 'the end, nobody was there',
    event: 'booking.cancelled',
    money: 'all back',
  },
  fail: {
    from: ['confirmed', 'in_progress'],
    to: 'failed',
    cause: 'the end, both were connected for less than half of the time',
    event: 'booking.failed',
    money: 'waits until `releaseAt`',
  },
  repeat: {
    from: ['failed'],
    to: 'confirmed',
    cause: 'the player chooses another time instead of the refund',
    event: 'booking.confirmed',
    money: 'stays held',
  },
  settlePlayerNoShow: {
    from: ['no_show_player'],
    to: 'no_show_player',
    cause: '`releaseAt` has come and nobody contested: the job `release-money`',
    event: 'booking.settled',
    money: 'as released',
  },
  settleCoachNoShow: {
    from: ['no_show_coach'],
    to: 'no_show_coach',
    cause: 'the same',
    event: 'booking.settled',
    money: 'all back',
  },
  settleFailure: { from: ['failed'], to: 'failed', cause: 'the same', event: 'booking.settled', money: 'all back' },
  dispute: {
    from: ['in_progress', 'completed'],
    to: 'disputed',
    cause: 'the player reports a problem, from the start to the release',
    event: 'booking.disputed',
    money: 'frozen',
  },
  contest: {
    from: ['completed', 'no_show_player', 'no_show_coach', 'failed'],
    to: 'disputed',
    cause: 'the side that the outcome goes against, within 48 hours after the end',
    event: 'booking.disputed',
    money: 'frozen',
  },
  resolve: {
    from: ['disputed'],
    to: 'resolved',
    cause: 'staff rule, the other side agrees, or does not answer within 48 hours',
    event: 'booking.resolved',
    money: 'the share that was ruled or asked for back, the rest released',
  },
  allowRepeat: {
    from: ['disputed'],
    to: 'failed',
    cause: 'the same, where the outcome is another time',
    event: 'booking.dispute-closed',
    money: 'waits until `releaseAt`',
  },
  withdrawStarted: {
    from: ['disputed'],
    to: 'in_progress',
    cause: 'the claimant takes back what was reported during the session; its outcome follows from attendance',
    event: 'booking.dispute-closed',
    money: 'as if it had not been disputed',
  },
  withdrawCompleted: {
    from: ['disputed'],
    to: 'completed',
    cause: 'the claimant takes it back',
    event: 'booking.dispute-closed',
    money: 'due at the old `releaseAt`, at once when that has passed',
  },
  withdrawPlayerNoShow: {
    from: ['disputed'],
    to: 'no_show_player',
    cause: 'the same',
    event: 'booking.dispute-closed',
    money: 'the same',
  },
  withdrawCoachNoShow: {
    from: ['disputed'],
    to: 'no_show_coach',
    cause: 'the same',
    event: 'booking.dispute-closed',
    money: 'the same',
  },
  withdrawFailed: {
    from: ['disputed'],
    to: 'failed',
    cause: 'the same',
    event: 'booking.dispute-closed',
    money: 'the same',
  },
  release: {
    from: ['completed'],
    to: 'released',
    cause: '`releaseAt` has come, the player confirms, or claims the first-session guarantee',
    event: 'booking.released',
    money: "the coach's share is transferred, missing time goes back",
  },
} as const satisfies Record<string, Change>

/** `playerNoShow` as `player no show`. */
export const changeWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** The table as Markdown, for the API reference and the documents. */
export function bookingLife(): string {
  const rows = Object.entries(transitions).map(([name, { from, to, cause, event, money }]) => {
    const states = from.map((state) => `\`${state}\``).join(', ')
    return `| ${changeWords(name)} | ${states} | \`${to}\` | ${cause} | ${event === null ? '' : `\`${event}\``} | ${money} |`
  })
  return ['| change | from | to | cause | event | money |', '|---|---|---|---|---|---|', ...rows].join('\n')
}
