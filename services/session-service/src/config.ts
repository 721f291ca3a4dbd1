/** What session-service reads from its environment: nothing. The numbers of the booking rules are the policy's (`policy.ts`). */
import { type Static, Type } from 'typebox'

export const config = Type.Object({})
export type Config = Static<typeof config>
