import { listPolicies as contract } from '@ecc/contracts/policies'
import { type Context, cutPage, handle, pageAsked } from '@ecc/kit'
import type { Config } from './config.ts'
import { findPolicies } from './policy.ts'
import { nameEditors } from './policy-view.ts'

const noId = '00000000-0000-0000-0000-000000000000'

/** GET /admin/policies: every version, newest first, with who wrote it. */
export const listPolicies = handle(contract, async ({ query }, ctx: Context<Config>) => {
  const asked = pageAsked(query)
  const found = await findPolicies(ctx.sql, asked)
  // Versions are of different instants, so the id settles nothing.
  const { rows, nextCursor } = cutPage(found, asked.limit, ({ createdAt }) => ({ at: createdAt, id: noId }))
  return { items: await nameEditors(rows, ctx), nextCursor }
})
