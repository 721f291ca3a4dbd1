import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { readCards } from './coach-card.ts'
import type { Config } from './config.ts'
import { findCoaches } from './search.ts'

/** GET /coaches: a page of cards, each with the offer that fits and its next slots in the time asked about. */
export const searchCoaches = handle(contract.searchCoaches, async ({ query }, { sql, now }: Context<Config>) => {
  const found = await findCoaches(sql, query, now())
  const items = await readCards(sql, found.ids, { ...query, now: now() })
  return { items, nextCursor: found.nextCursor, total: found.total, facets: found.facets }
})
