import { bookingConfirmed } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { noteRelease } from './escrow.ts'

/**
 * A session of a package or a series is fixed: from now on its part of the price is held for it. One that is repeated after
 * a technical failure waits for its new end.
 */
export const onBookingConfirmed = subscribe(bookingConfirmed, async ({ payload, once }, ctx: Ctx) => {
  if (payload.orderKind === 'booking' && payload.movedAt === null) return
  await once((tx) => noteRelease(tx, ctx, payload))
})
