import { saveNotes as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import { sharedBookingOf } from './booking.ts'
import type { Context } from './config.ts'
import { writeNotes } from './notes.ts'

/** PUT /bookings/:id/notes: replaces the shared notes, unless they changed since the revision in `If-Match`. */
export const saveNotes = handle(contract, async ({ params, body, caller, ifMatch }, ctx: Context) => {
  const { sessionId } = await sharedBookingOf(ctx, params.id, caller.userId)
  const change = { text: body.text, seen: ifMatch, by: caller.userId, at: ctx.now() }
  return ctx.sql.begin((tx) => writeNotes(tx, sessionId, change))
})
