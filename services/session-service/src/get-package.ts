import { getPackage as contract } from '@ecc/contracts/packages'
import { type Context, handle } from '@ecc/kit'
import { findPeopleOf } from './booking-view.ts'
import type { Config } from './config.ts'
import { findPackage, sideOfPackage } from './package.ts'
import { scheduledOf, toPackageView } from './package-view.ts'

/** GET /packages/:id: one package, for its two people and staff. */
export const getPackage = handle(contract, async ({ params, caller }, ctx: Context<Config>) => {
  const row = await findPackage(ctx.sql, params.id)
  const side = sideOfPackage(row, caller)
  const person = await findPeopleOf([row], ctx)
  return toPackageView(row, side, person, (await scheduledOf(ctx.sql, [row.id]))(row.id))
})
