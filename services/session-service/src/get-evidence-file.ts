import { getEvidenceFile as contract } from '@ecc/contracts/disputes'
import { type Context, handle, raw } from '@ecc/kit'
import { find, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { fileOf } from './evidence.ts'

/** GET /bookings/:id/dispute/files/:fileId: a file of a dispute, for its two sides and staff. */
export const getEvidenceFile = handle(contract, async ({ params, caller }, ctx: Context<Config>) => {
  sideOf(await find(ctx.sql, params.id), caller)
  const { name, mediaType, bytes } = await fileOf(ctx.sql, params.id, params.fileId)
  return raw(mediaType, bytes, {
    'cache-control': 'private, no-store',
    // Whatever is inside is data: a browser that is led here keeps it as a file, guesses no other type and runs nothing of it.
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })
})
