import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { lockCoach } from './coach.ts'
import type { Config } from './config.ts'
import { checkGame } from './games.ts'
import { addOffer } from './offer.ts'
import { refreshSearch } from './search-row.ts'

/** POST /coaches/me/offers: puts something on sale. */
export const createOffer = handle(contract.createOffer, async ({ body, caller, once }, ctx: Context<Config>) => {
  checkGame(body.gameId)
  const terms = {
    description: '',
    kind: 'single',
    policy: 'flexible',
    bookingMode: 'instant',
    active: true,
    group: null,
    ...body,
  } as const
  return once(async (tx) => {
    await lockCoach(tx, caller.userId, ctx.now())
    const offer = await addOffer(tx, caller.userId, ctx.id(), terms, ctx.now())
    await refreshSearch(tx, caller.userId, ctx.now())
    return offer
  })
})
