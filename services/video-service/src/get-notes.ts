import { getNotes as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'
import { notesOf } from './notes.ts'
import { roomOf } from './room.ts'

/** GET /bookings/:id/notes: the notes both sides share. */
export const getNotes = handle(contract, async ({ params, caller }, ctx: Context) => {
  await roomOf(ctx, params.id, caller.userId)
  return notesOf(ctx.sql, params.id)
})
