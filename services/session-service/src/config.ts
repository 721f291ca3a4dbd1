/** What session-service reads from its environment: the numbers of the booking rules. */
import { type Static, Type } from 'typebox'

export const config = Type.Object({
  HOLD_MINUTES: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 60,
    description: 'How long a slot is held while its player pays',
  }),
  MAX_HOLDS_PER_PLAYER: Type.Integer({
    default: 3,
    minimum: 1,
    maximum: 20,
    description: 'Slots a player may hold at once',
  }),
  MAX_REQUESTS_PER_PLAYER: Type.Integer({
    default: 5,
    minimum: 1,
    maximum: 50,
    description: 'Sessions a player may have asked for at once, unanswered',
  }),
  RELEASE_HOURS: Type.Integer({
    default: 48,
    minimum: 0,
    description: 'Hours from the end of a session until its money is released',
  }),
  RELEASE_HOURS_NEW_COACH: Type.Integer({
    default: 72,
    minimum: 0,
    description: "The same for a coach's first five sessions",
  }),
})
export type Config = Static<typeof config>
