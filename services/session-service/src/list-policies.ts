import { listPolicies as contract } from '@ecc/contracts/policies'
import { type Context, cutPage, handle, pageAsked } from '@ecc/kit'
import type { Config } from './config.ts'
import { findPolicies, positionOf } from './policy.ts'
import { nameEditors } from './policy-view.ts'

/** GET /admin/policies: every version, newest first, with who wrote it. */
export const listPolicies = handle(contract, async ({ query }, ctx: Context<Config>) => {
  const asked = pageAsked(query)
  const found = await findPolicies(ctx.sql, asked)
  const { rows, nextCursor } = cutPage(found, asked.limit, positionOf)
  return { items: await nameEditors(rows, ctx), nextCursor }
})
