import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { lapse, lockPackage } from './package.ts'

/** Ends the order of a package that was not paid in time. */
export const lapsePackage = job(
  'lapse-package',
  Type.Object({ packageId: Type.String() }),
  async ({ packageId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lockPackage(tx, packageId)
      if (row.state === 'pending' && Date.parse(row.payableUntil) <= ctx.now().getTime())
        await lapse(tx, row, 'expired', ctx)
    })
  },
)
