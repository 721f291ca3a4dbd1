import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { readCards } from './coach-card.ts'
import type { Config } from './config.ts'
import { findCoaches } from './search.ts'

/** GET /coaches: a page of cards; with `freeFrom`, the next slots are those from then on. */
export const searchCoaches = handle(contract.searchCoaches, async ({ query }, { sql, now }: Context<Config>) => {
  const found = await findCoaches(sql, query, now())
  const items = await readCards(sql, found.ids, { now: now(), from: query.freeFrom })
  return { items, nextCursor: found.nextCursor, total: found.total, facets: found.facets }
})
