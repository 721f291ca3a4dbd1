import { quotePackage } from '@ecc/contracts/package-offers'
import { buyPackage as contract } from '@ecc/contracts/packages'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { lapsePackage } from './lapse-package.ts'
import { order } from './package.ts'

/** POST /packages: orders a package, to be paid within the time of a hold. */
export const buyPackage = handle(contract, async ({ body, caller, once }, ctx: Context<Config>) => {
  const quote = await ctx.call(quotePackage, { body })
  return once(async (tx) => {
    const bought = await order(tx, quote, caller.userId, ctx)
    await ctx.addJob(tx, lapsePackage, { packageId: bought.id }, { runAt: bought.payableUntil })
    return bought
  })
})
