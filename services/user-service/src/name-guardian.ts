import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { askGuardian, guardianOf, needsGuardian } from './guardian.ts'
import { lockUser } from './users.ts'

/** PUT /users/me/guardian: names the guardian, who gets a mail with a link; naming the same one again sends another. */
export const nameGuardian = handle(contract.nameGuardian, async ({ body, caller }, ctx: UserContext) =>
  ctx.sql.begin(async (tx) => {
    const user = await lockUser(tx, caller.userId)
    if (!needsGuardian(user, ctx)) throw contract.guardianNotNeeded()
    if (body.email.toLowerCase() === user.email.toLowerCase()) throw contract.guardianIsSelf()
    await askGuardian(tx, user, body.email, ctx)
    return guardianOf(tx, user, ctx)
  }),
)
