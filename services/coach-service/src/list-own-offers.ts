import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { readOffersOf } from './offer.ts'

/** GET /coaches/me/offers: all offers of the coach, oldest first. */
export const listOwnOffers = handle(contract.listOwnOffers, async ({ caller }, { sql }: Context<Config>) => ({
  items: await readOffersOf(sql, [caller.userId]),
}))
