import { offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { checkGame } from './games.ts'
import { changeOffer, readOffer, refuseOtherKind } from './offer.ts'
import { followSingle, refuseChangeOfPackage } from './package-offer.ts'
import { refreshSearch } from './search-row.ts'

/** PATCH /coaches/me/offers/:id: changes what is sold from now on. */
export const updateOffer = handle(contract.updateOffer, async ({ params, body, caller }, ctx: Context<Config>) => {
  if (body.gameId !== undefined) checkGame(body.gameId)
  return ctx.sql.begin(async (tx) => {
    await lockKnownCoach(tx, caller.userId)
    const before = await readOffer(tx, params.id)
    if (before?.coachId !== caller.userId) throw offerNotFound()
    refuseChangeOfPackage(before, body)
    refuseOtherKind(before, body)
    const offer = await changeOffer(tx, caller.userId, params.id, { ...before, ...body })
    await followSingle(tx, offer)
    await refreshSearch(tx, caller.userId, ctx.now())
    return offer
  })
})
