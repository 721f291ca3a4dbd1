import { type Static, Type } from 'typebox'

/** What an operator may set. */
export const config = Type.Object({
  SEARCH_REFRESH_COACHES: Type.Integer({
    default: 5000,
    minimum: 1,
    description:
      'How many coaches have their free times in search recomputed by one run of the job (every 10 minutes); each is due about once a day',
  }),
})
export type Config = Static<typeof config>
