import { cancelPackage as contract, packageOver } from '@ecc/contracts/packages'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { effectOfEnding, end, lapse, lockPackage, sideOfPackage, toPackage } from './package.ts'

/** POST /packages/:id/cancel: ends a package with the refund its formula gives now, or lets go of one not paid. */
export const cancelPackage = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lockPackage(tx, params.id)
    const by = sideOfPackage(row, caller)
    if (row.state === 'cancelled') return toPackage(row)
    if (row.state === 'pending' && by === 'player') return lapse(tx, row, 'cancelled', ctx)
    if (row.state !== 'active') throw packageOver()
    const shown = body.refund?.amount
    if (shown !== undefined && shown !== effectOfEnding(row, by).refund) throw changedMeanwhile()
    return end(tx, row, { state: 'cancelled', by }, ctx)
  }),
)
