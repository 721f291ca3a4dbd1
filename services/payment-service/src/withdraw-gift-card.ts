import { withdrawGiftCard as contract, returnGiftCard as staffContract } from '@ecc/contracts/gift-cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { ownGiftCard, shownGiftCard } from './gift-card.ts'
import { withdraw } from './gift-card-money.ts'
import { giftCardView, staffView } from './gift-card-view.ts'
import { recordAct } from './operator-act.ts'
import { start } from './run-operation.ts'

/** POST /gift-cards/:id/withdraw: its buyer has the money back. */
export const withdrawGiftCard = handle(contract, async ({ params, caller, once }, ctx: Ctx) =>
  once(async (tx) => {
    await ownGiftCard(tx, params.id, caller.userId)
    await start(tx, ctx, await withdraw(tx, ctx, params.id, 'buyer'))
    return giftCardView(await ownGiftCard(tx, params.id, caller.userId), ctx.now())
  }),
)

/** POST /admin/gift-cards/:id/withdraw: staff give the money back, whenever it was bought. */
export const returnGiftCard = handle(staffContract, async ({ params, body, caller, once }, ctx: Ctx) =>
  once(async (tx) => {
    await start(tx, ctx, await withdraw(tx, ctx, params.id, 'staff'))
    const act = 'return-gift-card'
    await recordAct(tx, ctx, { operatorId: caller.userId, act, subject: params.id, reason: body.reason })
    return staffView(await shownGiftCard(tx, params.id))
  }),
)
