import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { dueGiftCards, isLocked, lockGiftCard } from './gift-card.ts'
import { deliver } from './gift-card-delivery.ts'

const mostAtOnce = 100

/** Every minute: has the gift cards mailed whose day has come. What was locked is found again when it is let go of. */
export const deliverGiftCards = job(
  'deliver-gift-cards',
  Type.Object({}),
  async (_, ctx: Ctx) => {
    for (const id of await dueGiftCards(ctx.sql, ctx.now(), mostAtOnce)) {
      await ctx.sql.begin(async (tx) => {
        const card = await lockGiftCard(tx, id)
        if (card?.state === 'paid' && card.deliveredAt === null && !isLocked(card)) await deliver(tx, ctx, card)
      })
    }
  },
  { cron: '* * * * *' },
)
