import { addEvidenceFile as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import { find, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { note } from './dispute.ts'
import { lockDispute } from './dispute-lock.ts'
import { addFile, readFile } from './evidence.ts'

/** POST /bookings/:id/dispute/files: a picture or a PDF of one side. The same again changes nothing, so it needs no key. */
export const addEvidenceFile = handle(contract, async ({ params, query, caller, http }, ctx: Context<Config>) => {
  // Who it is not for is told so before anything is said about the file.
  sideOf(await find(ctx.sql, params.id), caller)
  const file = readFile(http.rawBody, String(http.headers['content-type'] ?? ''), query.name)
  return ctx.sql.begin(async (tx) => {
    const { row, side, dispute } = await lockDispute(tx, params.id, caller, 'addEvidence', ctx)
    if (side === 'admin') throw new Error('staff give no evidence')
    if (await addFile(tx, dispute, { side, file }, ctx))
      await note(tx, dispute, 'evidence_added', { by: side, actorId: caller.userId, words: file.name }, ctx.now())
    return { bookingId: row.id, state: dispute.state }
  })
})
