import { bookingConfirmed } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockHeld } from './escrow.ts'

/** A session of a package or a series is fixed: from now on its part of the price is held for it. */
export const onBookingConfirmed = subscribe(bookingConfirmed, async ({ payload, once }, ctx: Ctx) => {
  if (payload.orderKind !== 'booking') await once(async (tx) => void (await lockHeld(tx, ctx, payload)))
})
