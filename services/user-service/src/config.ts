/** Configuration of user-service: it needs none of its own. */
import type { Context } from '@ecc/kit'
import { type Static, Type } from 'typebox'

/** The keys user-service reads from the environment. */
export const config = Type.Object({})
type Config = Static<typeof config>

/** The context of every handler and subscription of this service. */
export type UserContext = Context<Config>
