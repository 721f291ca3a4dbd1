/** What rating-service reads from its environment. */
import type { Context as KitContext } from '@ecc/kit'
import { type Static, Type } from 'typebox'

export const config = Type.Object({
  RATING_WINDOW_DAYS: Type.Integer({
    default: 14,
    minimum: 1,
    maximum: 365,
    description: 'Days after a session in which it can be rated; then what is in is published',
  }),
})
export type Config = Static<typeof config>
export type Context = KitContext<Config>
