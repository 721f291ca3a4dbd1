import { changePromoCode as contract, changeOwnPromoCode as ownContract } from '@ecc/contracts/promo-codes'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { promoCodeView, updatePromoCode } from './promo-code.ts'

/** PATCH /admin/promo-codes/:id: ends a code of the platform's, or changes how long and how often it may be used. */
export const changePromoCode = handle(contract, async ({ params, body }, ctx: Ctx) =>
  promoCodeView(await updatePromoCode(ctx, null, params.id, body), ctx.now()),
)

/** PATCH /coaches/me/promo-codes/:id: the same of the caller's own. */
export const changeOwnPromoCode = handle(ownContract, async ({ params, body, caller }, ctx: Ctx) =>
  promoCodeView(await updatePromoCode(ctx, caller.userId, params.id, body), ctx.now()),
)
