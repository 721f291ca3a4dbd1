/** Policies as staff see them: with the names of those who wrote them. */
import type { Policy } from '@ecc/contracts/policies'
import { findUsers } from '@ecc/contracts/users'
import type { Context } from '@ecc/kit'
import type { PolicyRow } from './policy.ts'

/** A page of versions with their editors' names; none for the product's own, and for someone who is gone. */
export async function nameEditors(rows: readonly PolicyRow[], ctx: Context): Promise<Policy[]> {
  const ids = [...new Set(rows.flatMap(({ createdBy }) => (createdBy === null ? [] : [createdBy])))]
  const { items } = ids.length > 0 ? await ctx.call(findUsers, { body: { ids } }) : { items: [] }
  const names = new Map(items.map(({ id, displayName }) => [id, displayName]))
  return rows.map(({ version, values, note, createdBy, createdAt }) => {
    const createdByName = createdBy === null ? null : (names.get(createdBy) ?? null)
    return { version, values, note, createdBy, createdByName, createdAt }
  })
}
