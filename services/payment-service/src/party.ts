/** Names of those who pay and are paid, kept so that a document can be issued in the transaction of its fact. */
import { findUsers } from '@ecc/contracts/users'
import type { Queryable } from '@ecc/kit'
import type { Ctx } from './config.ts'

/** Asks user-service for the names of these people and keeps them. A payment does not fail for a name: never throws. */
export async function rememberParties(ctx: Ctx, ids: readonly string[]): Promise<void> {
  try {
    const { items } = await ctx.call(findUsers, { body: { ids: [...ids] } })
    const known = await namesOf(ctx.sql, ids)
    const renamed = items.filter(({ id, displayName }) => known.get(id) !== displayName)
    // In the order of their ids: two payments never wait for each other in a circle.
    for (const { id, displayName } of renamed.toSorted((a, b) => a.id.localeCompare(b.id)))
      await ctx.sql`
        insert into parties (id, name, seen_at) values (${id}, ${displayName}, ${ctx.now()})
        on conflict (id) do update set name = excluded.name, seen_at = excluded.seen_at`
  } catch (error) {
    ctx.log.warn({ error: String(error) }, 'names for the receipt were not to be had; the last known ones are used')
  }
}

/** The names of people at their last payment, by their ids; without those that were never to be had. */
export async function namesOf(sql: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const parties = await sql<{ id: string; name: string }>`select id, name from parties where id = any(${ids}::uuid[])`
  return new Map(parties.map(({ id, name }) => [id, name]))
}
