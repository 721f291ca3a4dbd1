import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import { keepPicture, readPicture } from './avatars.ts'
import type { UserContext } from './config.ts'
import { changeAvatarVersion, lockUser, toCard } from './users.ts'

/** PUT /users/me/avatar: sets the caller's picture. The same picture again changes nothing. */
export const setAvatar = handle(contract.setAvatar, async ({ caller, http }, ctx: UserContext) => {
  const picture = readPicture(http.rawBody, String(http.headers['content-type'] ?? ''))
  return ctx.sql.begin(async (tx) => {
    const before = await lockUser(tx, caller.userId)
    await keepPicture(tx, before.id, picture)
    await changeAvatarVersion(tx, before, picture.version, ctx)
    return { avatarUrl: String(toCard({ ...before, avatarVersion: picture.version }).avatarUrl) }
  })
})
