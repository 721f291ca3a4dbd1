import { showGiftCardCode as contract } from '@ecc/contracts/gift-cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockOpenGiftCard } from './gift-card.ts'
import { newCode } from './gift-card-delivery.ts'

/** POST /gift-cards/:id/code: a new code, to be handed over. Its answer is not kept, so a repeat makes another. */
export const showGiftCardCode = handle(contract, async ({ params, caller, http }, ctx: Ctx) => {
  http.setHeader('cache-control', 'no-store')
  return ctx.sql.begin(async (tx) => ({
    code: await newCode(tx, ctx, await lockOpenGiftCard(tx, params.id, caller.userId)),
  }))
})
