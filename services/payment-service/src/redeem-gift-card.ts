import { readGiftCardCode } from '@ecc/contracts/gift-card-code'
import { redeemGiftCard as contract, giftCardRefused } from '@ecc/contracts/gift-cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { redeem } from './gift-card-money.ts'

/** POST /gift-cards/redeem: a code becomes the caller's credit. */
export const redeemGiftCard = handle(contract, async ({ body, caller, once }, ctx: Ctx) => {
  const code = readGiftCardCode(body.code)
  if (code === null) throw giftCardRefused()
  return once(async (tx) => {
    const { amount, currency, redeemedAt } = await redeem(tx, ctx, code, caller.userId)
    return { amount: { amount, currency }, redeemedAt: redeemedAt as string }
  })
})
