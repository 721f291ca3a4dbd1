/** Names of those who pay and are paid, kept so that a document can be issued in the transaction of its fact. */
import { findUsers } from '@ecc/contracts/users'
import type { Queryable } from '@ecc/kit'
import type { Ctx } from './config.ts'

/** Asks user-service for the names of these people and keeps them. A payment does not fail for a name: never throws. */
export async function rememberParties(ctx: Ctx, ids: readonly string[]): Promise<void> {
  try {
    const { items } = await ctx.call(findUsers, { body: { ids: [...ids] } })
    // In the order of their ids: two payments never wait for each other in a circle.
    for (const { id, displayName } of items.toSorted((a, b) => a.id.localeCompare(b.id)))
      await ctx.sql`
        insert into parties (id, name, seen_at) values (${id}, ${displayName}, ${ctx.now()})
        on conflict (id) do update set name = excluded.name, seen_at = excluded.seen_at
        where parties.name <> excluded.name`
  } catch (error) {
    ctx.log.warn({ error: String(error) }, 'names for the receipt were not to be had; the last known ones are used')
  }
}

/** The name of a person at their last payment; null when it was never to be had. */
export async function nameOf(sql: Queryable, id: string): Promise<string | null> {
  const party = await sql.first<{ name: string }>`select name from parties where id = ${id}`
  return party?.name ?? null
}
