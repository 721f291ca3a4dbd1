import { bookingSettled } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockHeld } from './escrow.ts'
import { start } from './run-operation.ts'
import { type Cause, decided, settle } from './settlement.ts'

const causes: Partial<Record<string, Cause>> = { no_show_player: 'no-show-player', no_show_coach: 'no-show-coach' }

/** Nobody contested the outcome of a session that did not take place: `refund` goes back, the rest to the coach. */
export const onBookingSettled = subscribe(bookingSettled, async ({ payload, once }, ctx: Ctx) => {
  const cause = causes[payload.state] ?? 'failed'
  await once(async (tx) => {
    const held = await lockHeld(tx, ctx, payload)
    await start(tx, ctx, await settle(tx, ctx, held, { cause, refund: decided(payload.refund.amount, payload.funds) }))
  })
})
