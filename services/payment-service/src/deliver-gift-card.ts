import { job, plusMinutes } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { isLocked, lockGiftCard } from './gift-card.ts'
import { deliver } from './gift-card-delivery.ts'

/** How long a card that is locked on its day waits until it is looked at again. */
const lockedMinutes = 60

/** Has a gift card mailed on its day, unless it was sent or shown before. One that is not paid by then is mailed as it is paid. */
export const deliverGiftCard = job(
  'deliver-gift-card',
  Type.Object({ giftCardId: Type.String() }),
  async ({ giftCardId }, ctx: Ctx) => {
    await ctx.sql.begin(async (tx) => {
      const card = await lockGiftCard(tx, giftCardId)
      if (card?.state !== 'paid' || card.deliveredAt !== null) return
      const runAt = plusMinutes(ctx.now(), lockedMinutes)
      if (isLocked(card)) await ctx.addJob(tx, deliverGiftCard, { giftCardId }, { runAt })
      else await deliver(tx, ctx, card)
    })
  },
)
