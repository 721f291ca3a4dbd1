import { bookingNotFound, confirmCompletion as contract, notCompletable } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { lock, toRecord } from './booking.ts'
import type { Config } from './config.ts'
import { complete, release } from './outcome.ts'
import { policyOf } from './policy.ts'

/** POST /bookings/:id/confirm-completion: the player says it went well, so the money is released at once. */
export const confirmCompletion = handle(contract, async ({ params, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    if (row.playerId !== caller.userId) throw bookingNotFound()
    if (row.state === 'released') return toRecord(row)
    if (row.state !== 'in_progress' && row.state !== 'completed') throw notCompletable()
    const cause = { by: 'player', actorId: caller.userId, reason: 'the player confirmed' } as const
    if (row.state === 'in_progress') await complete(tx, row, cause, await policyOf(row.policyVersion, ctx, tx), ctx)
    return release(tx, await lock(tx, row.id), cause, ctx)
  }),
)
