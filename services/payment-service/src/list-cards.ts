import { listCards as contract } from '@ecc/contracts/cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { cardsOf } from './customer.ts'
import { asPaymentsDown } from './provider.ts'

/** GET /payments/cards: the cards the caller kept. */
export const listCards = handle(contract, async ({ caller }, ctx: Ctx) => ({
  items: await cardsOf(ctx, caller.userId).catch(asPaymentsDown),
}))
