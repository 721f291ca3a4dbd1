import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { toProfile, userOf } from './users.ts'

/** GET /users/me: the caller's profile. */
export const getMe = handle(contract.getMe, async ({ caller }, ctx: UserContext) =>
  toProfile(await userOf(ctx.sql, caller.userId)),
)
