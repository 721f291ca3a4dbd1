import { getNotes as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import { sharedBookingOf } from './booking.ts'
import type { Context } from './config.ts'
import { notesOf } from './notes.ts'

/** GET /bookings/:id/notes: the notes that all in the session share. */
export const getNotes = handle(contract, async ({ params, caller }, ctx: Context) => {
  const { sessionId } = await sharedBookingOf(ctx, params.id, caller.userId)
  return notesOf(ctx.sql, sessionId)
})
