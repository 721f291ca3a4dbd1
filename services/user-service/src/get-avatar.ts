import * as contract from '@ecc/contracts/users'
import { handle, raw } from '@ecc/kit'
import { pictureOf } from './avatars.ts'
import type { UserContext } from './config.ts'

/** GET /users/:id/avatar/:version: a person's picture. */
export const getAvatar = handle(contract.getAvatar, async ({ params }, ctx: UserContext) => {
  const { mediaType, bytes } = await pictureOf(ctx.sql, params.id, params.version)
  return raw(mediaType, bytes, {
    // The version is a hash of the bytes, so this address never means another picture.
    'cache-control': 'public, max-age=31536000, immutable',
    // Whatever is inside, a browser is to treat it as a picture and to run nothing of it.
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
  })
})
