import { listPackages as contract } from '@ecc/contracts/packages'
import { type Context, cutPage, handle, pageAsked } from '@ecc/kit'
import { findPeopleOf } from './booking-view.ts'
import type { Config } from './config.ts'
import { packagesOf, sideOfPackage } from './package.ts'
import { scheduledOf, toPackageView } from './package-view.ts'

/** GET /packages: the caller's packages with their sessions, latest first. */
export const listPackages = handle(contract, async ({ query, caller }, ctx: Context<Config>) => {
  const asked = pageAsked(query)
  const found = await packagesOf(ctx.sql, caller, query, asked)
  const { rows, nextCursor } = cutPage(found, asked.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  const person = await findPeopleOf(rows, ctx)
  const scheduled = await scheduledOf(
    ctx.sql,
    rows.map(({ id }) => id),
  )
  return {
    items: rows.map((row) => toPackageView(row, sideOfPackage(row, caller), person, scheduled(row.id))),
    nextCursor,
  }
})
