/** What makes an offer a group, and what is kept of it: seats, the minimum, the cut-off. */
import { type Static, Type } from 'typebox'
import { Shape } from './define.ts'
import { Instant, OneOf } from './vocabulary.ts'

/** The fewest and the most seats of a group (product rules, "group"). */
export const groupSeats = { least: 2, most: 8 } as const

/** Hours before the start at which a group is decided. */
export const cutoffRange = { leastHours: 12, mostHours: 72, usualHours: 24 } as const

const Seats = Type.Integer({ minimum: groupSeats.least, maximum: groupSeats.most })

/** What makes an offer a group: its price is for one seat; with fewer than `minSeats` paid at the cut-off all comes back. */
export const GroupTerms = Shape({
  minSeats: Seats,
  maxSeats: Seats,
  cutoffHours: Type.Integer({ minimum: cutoffRange.leastHours, maximum: cutoffRange.mostHours }),
})
export type GroupTerms = Static<typeof GroupTerms>

/** What a seat was sold under: with fewer than `minSeats` paid at `decidesAt` the group does not take place and all comes back. */
export const GroupFacts = Shape({ minSeats: Seats, maxSeats: Seats, decidesAt: Instant })
export type GroupFacts = Static<typeof GroupFacts>

/** Whether a group takes place: not decided, yes, or called off. */
export const GroupState = OneOf(['open', 'on', 'off'])
export type GroupState = Static<typeof GroupState>

/** How a group stands: `booked` seats are paid, and `taken` ones are paid or held. */
export const GroupStanding = Shape({
  ...GroupFacts.properties,
  state: GroupState,
  booked: Type.Integer(),
  taken: Type.Integer(),
})
export type GroupStanding = Static<typeof GroupStanding>
