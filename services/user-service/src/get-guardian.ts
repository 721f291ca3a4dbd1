import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { guardianOf } from './guardian.ts'
import { userOf } from './users.ts'

/** GET /users/me/guardian: whether one is needed, and whether one has agreed. */
export const getGuardian = handle(contract.getGuardian, async ({ caller }, ctx: UserContext) =>
  guardianOf(ctx.sql, await userOf(ctx.sql, caller.userId), ctx),
)
