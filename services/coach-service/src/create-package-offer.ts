import { createPackageOffer as contract } from '@ecc/contracts/package-offers'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { addPackageOffer } from './package-offer.ts'

/** POST /coaches/me/package-offers: puts a package on sale. */
export const createPackageOffer = handle(contract, async ({ body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    await lockKnownCoach(tx, caller.userId)
    return addPackageOffer(tx, caller.userId, ctx.id(), body, ctx.now())
  }),
)
