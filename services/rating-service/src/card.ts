/** The people who wrote reviews, as others see them. */
import { timedOut, unavailable } from '@ecc/contracts/problems'
import { findUsers } from '@ecc/contracts/users'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import type { Queryable, Tx } from '@ecc/kit'
import type { Context } from './config.ts'

/**
 * The cards of these people (at most 100): those known here, the others from user-service, which are then known.
 * While user-service is away an unknown author is shown as "Player", since a review is readable without its name.
 */
export async function cardsOf(ctx: Context, ids: readonly string[]): Promise<(id: string) => PersonCard> {
  const cards = new Map((await known(ctx.sql, ids)).map((card) => [card.id, card]))
  const missing = [...new Set(ids)].filter((id) => !cards.has(id))
  const isComplete = missing.length === 0 || (await learn(ctx, missing, cards))
  const nobody = isComplete ? 'Former member' : 'Player'
  return (id) => cards.get(id) ?? { id, displayName: nobody, avatarUrl: null, timeZone: 'UTC' }
}

/** Keeps a known person's card current; people who wrote no review are of no interest. */
export async function refreshCard(tx: Tx, card: PersonCard): Promise<void> {
  await tx`
    update cards set display_name = ${card.displayName}, avatar_url = ${card.avatarUrl}, time_zone = ${card.timeZone}
     where id = ${card.id}`
}

function known(db: Queryable, ids: readonly string[]): Promise<PersonCard[]> {
  return db<PersonCard>`select id, display_name, avatar_url, time_zone from cards where id = any(${ids})`
}

async function learn(ctx: Context, missing: string[], cards: Map<string, PersonCard>): Promise<boolean> {
  try {
    const { items } = await ctx.call(findUsers, { body: { ids: missing } })
    for (const { id, displayName, avatarUrl, timeZone } of items) {
      cards.set(id, { id, displayName, avatarUrl, timeZone })
      await ctx.sql`
        insert into cards (id, display_name, avatar_url, time_zone)
        values (${id}, ${displayName}, ${avatarUrl}, ${timeZone}) on conflict do nothing`
    }
    return true
  } catch (error) {
    if (!unavailable.is(error) && !timedOut.is(error)) throw error
    ctx.log.warn({ missing: missing.length }, 'authors of reviews are not known: user-service is away')
    return false
  }
}
