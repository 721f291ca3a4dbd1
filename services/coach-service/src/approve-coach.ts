import { coachNotFound } from '@ecc/contracts/coaches'
import * as contract from '@ecc/contracts/verifications'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach, markApproved, readOwnProfile } from './coach.ts'
import type { Config } from './config.ts'
import { refreshSearch } from './search-row.ts'

/** POST /admin/coaches/:id/approve: makes a profile that waits public. */
export const approveCoach = handle(contract.approveCoach, async ({ params }, ctx: Context<Config>) =>
  ctx.sql.begin(async (tx) => {
    const coach = await lockKnownCoach(tx, params.id)
    if (!coach) throw coachNotFound()
    if (coach.status !== 'submitted') throw contract.notAwaitingApproval()
    await markApproved(tx, params.id, ctx.now())
    await refreshSearch(tx, params.id, ctx.now())
    await ctx.emit(tx, contract.coachApproved, { coachId: params.id }, params.id)
    return readOwnProfile(tx, params.id)
  }),
)
