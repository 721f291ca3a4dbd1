import { offerNotFound } from '@ecc/contracts/bookings'
import { quotePackage as contract } from '@ecc/contracts/package-offers'
import { type Context, handle } from '@ecc/kit'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { isBanned } from './hiding.ts'
import { readOffer } from './offer.ts'

/** POST /internal/package-quotes: the terms of a package, for who buys one now. */
export const quotePackage = handle(contract, async ({ body }, { sql }: Context<Config>) => {
  const offer = await readOffer(sql, body.offerId)
  if (!offer?.active || !offer.package) throw offerNotFound()
  const coach = (await readOwnProfiles(sql, [offer.coachId])).get(offer.coachId)
  if (coach?.status !== 'approved' || (await isBanned(sql, offer.coachId))) throw offerNotFound()
  return {
    coachId: offer.coachId,
    offerId: offer.id,
    offerTitle: offer.title,
    gameId: offer.gameId,
    durationMinutes: offer.durationMinutes,
    sessions: offer.package.sessions,
    price: offer.price,
    singlePrice: offer.package.singlePrice,
    policy: offer.policy,
  }
})
