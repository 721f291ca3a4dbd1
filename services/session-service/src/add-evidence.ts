import { addEvidence as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { note } from './dispute.ts'
import { lockDispute } from './dispute-lock.ts'
import { addNote } from './evidence.ts'

/** POST /bookings/:id/dispute/evidence: words of one side, with a link perhaps. */
export const addEvidence = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const { row, side, dispute } = await lockDispute(tx, params.id, caller, 'addEvidence', ctx)
    if (side === 'admin') throw new Error('staff give no evidence')
    await addNote(tx, dispute, { side, words: body.words.trim(), link: body.link ?? null }, ctx)
    await note(tx, dispute, 'evidence_added', { by: side, actorId: caller.userId }, ctx.now())
    return { bookingId: row.id, state: dispute.state }
  }),
)
