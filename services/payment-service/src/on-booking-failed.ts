import { bookingFailed } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { noteRelease } from './escrow.ts'

/** A technical failure: the money stays held until the player has chosen another time, or it goes back. */
export const onBookingFailed = subscribe(bookingFailed, async ({ payload, once }, ctx: Ctx) => {
  await once((tx) => noteRelease(tx, ctx, payload))
})
