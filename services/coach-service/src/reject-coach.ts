import { coachNotFound } from '@ecc/contracts/coaches'
import * as contract from '@ecc/contracts/verifications'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach, markRejected, readOwnProfile } from './coach.ts'
import type { Config } from './config.ts'

/** POST /admin/coaches/:id/reject: sends a profile that waits back with a reason. */
export const rejectCoach = handle(contract.rejectCoach, async ({ params, body }, ctx: Context<Config>) =>
  ctx.sql.begin(async (tx) => {
    const coach = await lockKnownCoach(tx, params.id)
    if (!coach) throw coachNotFound()
    if (coach.status !== 'submitted') throw contract.notAwaitingApproval()
    await markRejected(tx, params.id, body.reason)
    await ctx.emit(tx, contract.coachRejected, { coachId: params.id, reason: body.reason }, params.id)
    return readOwnProfile(tx, params.id)
  }),
)
