import { lockGiftCard as contract, giftCardNotOpen } from '@ecc/contracts/gift-cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockGiftCard as lockRow, setLock, shownGiftCard } from './gift-card.ts'
import { staffView } from './gift-card-view.ts'
import { recordAct } from './operator-act.ts'

/** POST /admin/gift-cards/:id/lock: stops a card that waits to be redeemed, or lets go of it. */
export const lockGiftCard = handle(contract, async ({ params, body, caller, once }, ctx: Ctx) =>
  once(async (tx) => {
    await shownGiftCard(tx, params.id)
    if ((await lockRow(tx, params.id))?.state !== 'paid') throw giftCardNotOpen()
    await setLock(tx, ctx, params.id, body.locked)
    const act = body.locked ? 'lock-gift-card' : 'unlock-gift-card'
    await recordAct(tx, ctx, { operatorId: caller.userId, act, subject: params.id, reason: body.reason })
    return staffView(await shownGiftCard(tx, params.id))
  }),
)
