import { bookingNoShow } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockHeld } from './escrow.ts'
import { start } from './run-operation.ts'
import { settle } from './settlement.ts'

/** One side did not come: an absent player pays the coach, an absent coach costs the player nothing. */
export const onBookingNoShow = subscribe(bookingNoShow, async ({ payload, once }, ctx: Ctx) => {
  const playerCame = payload.state === 'no_show_coach'
  const cause = playerCame ? 'no-show-coach' : 'no-show-player'
  await once(async (tx) => {
    await start(
      tx,
      ctx,
      await settle(tx, ctx, await lockHeld(tx, ctx, payload), { cause, refund: (amount) => (playerCame ? amount : 0) }),
    )
  })
})
