import { bookingNoShow } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockHeld, noteRelease } from './escrow.ts'
import { start } from './run-operation.ts'
import { everything, nothing, settle } from './settlement.ts'

/**
 * One side did not come. The money waits until `releaseAt`, so that the other side of the story can be told; then
 * `booking.settled` shares it out. An event from before there was such a time settles at once.
 */
export const onBookingNoShow = subscribe(bookingNoShow, async ({ payload, once }, ctx: Ctx) => {
  const playerCame = payload.state === 'no_show_coach'
  const cause = playerCame ? 'no-show-coach' : 'no-show-player'
  await once(async (tx) => {
    if (payload.releaseAt !== null) return noteRelease(tx, ctx, payload)
    const decision = { cause, refund: playerCame ? everything : nothing } as const
    await start(tx, ctx, await settle(tx, ctx, await lockHeld(tx, ctx, payload), decision))
  })
})
