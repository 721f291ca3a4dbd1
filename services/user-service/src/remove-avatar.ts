import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import { dropPicture } from './avatars.ts'
import type { UserContext } from './config.ts'
import { changeAvatarVersion, lockUser } from './users.ts'

/** DELETE /users/me/avatar: removes the caller's picture; succeeds when there is none. */
export const removeAvatar = handle(contract.removeAvatar, async ({ caller }, ctx: UserContext) => {
  await ctx.sql.begin(async (tx) => {
    const before = await lockUser(tx, caller.userId)
    await dropPicture(tx, before.id)
    await changeAvatarVersion(tx, before, null, ctx)
  })
  return null
})
