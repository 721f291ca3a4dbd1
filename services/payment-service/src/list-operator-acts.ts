import { listOperatorActs as contract } from '@ecc/contracts/operator'
import { findUsers } from '@ecc/contracts/users'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { actsDone } from './operator-act.ts'

/** GET /admin/money/acts: who did what by hand, and why, newest first. Without names while user-service is away. */
export const listOperatorActs = handle(contract, async ({ query }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await actsDone(ctx.sql, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ at, id }) => ({ at, id }))
  const names = await namesOf(ctx, [...new Set(rows.map(({ operatorId }) => operatorId))])
  const items = rows.map(({ id, operatorId, act, subject, reason, details, at }) => ({
    id,
    operator: { id: operatorId, displayName: names.get(operatorId) ?? null },
    act,
    subject,
    reason,
    fact: details.fact ?? null,
    at,
  }))
  return { items, nextCursor }
})

async function namesOf(ctx: Ctx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  try {
    const { items } = await ctx.call(findUsers, { body: { ids } })
    return new Map(items.map(({ id, displayName }) => [id, displayName]))
  } catch (error) {
    ctx.log.warn({ error: String(error) }, 'the names of operators are not known now')
    return new Map()
  }
}
