import {
  createPromoCode as contract,
  createOwnPromoCode as ownContract,
  type PromoCode,
  type PromoCodeTerms,
} from '@ecc/contracts/promo-codes'
import { handle, type Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { addPromoCode, promoCodeView } from './promo-code.ts'

/** POST /admin/promo-codes: a code that the platform bears. */
export const createPromoCode = handle(contract, async ({ body, once }, ctx: Ctx) =>
  once((tx) => create(tx, ctx, null, body)),
)

/** POST /coaches/me/promo-codes: a code for the caller's own sessions, which they bear. */
export const createOwnPromoCode = handle(ownContract, async ({ body, caller, once }, ctx: Ctx) =>
  once((tx) => create(tx, ctx, caller.userId, body)),
)

async function create(tx: Tx, ctx: Ctx, coachId: string | null, terms: PromoCodeTerms): Promise<PromoCode> {
  return promoCodeView(await addPromoCode(tx, ctx, coachId, terms), ctx.now())
}
