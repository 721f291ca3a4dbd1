import { bookingDisputed } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { freezeForDispute } from './escrow.ts'

/** The player reported a problem: the money stays where it is until the ruling. */
export const onBookingDisputed = subscribe(bookingDisputed, async ({ payload, once }, ctx: Ctx) => {
  await once((tx) => freezeForDispute(tx, ctx, payload))
})
