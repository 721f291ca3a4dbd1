import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { end, lockPackage } from './package.ts'

/** Ends a package after its last day: what is unused goes back by the formula. */
export const expirePackage = job(
  'expire-package',
  Type.Object({ packageId: Type.String() }),
  async ({ packageId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lockPackage(tx, packageId)
      const due = row.validUntil !== null && Date.parse(row.validUntil) <= ctx.now().getTime()
      if (row.state === 'active' && due) await end(tx, row, { state: 'expired', by: 'system' }, ctx)
    })
  },
)
