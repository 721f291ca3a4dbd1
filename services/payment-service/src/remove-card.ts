import { removeCard as contract } from '@ecc/contracts/cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { forgetCard } from './customer.ts'
import { asPaymentsDown } from './provider.ts'

/** DELETE /payments/cards/:paymentMethodId: forgets a card of the caller's at the provider; a repeated request finds it forgotten. */
export const removeCard = handle(contract, async ({ params, caller }, ctx: Ctx) => {
  await forgetCard(ctx, caller.userId, params.paymentMethodId).catch(asPaymentsDown)
  return null
})
