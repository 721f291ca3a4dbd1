import { paymentRefunded } from '@ecc/contracts/payments'
import { subscribe } from '@ecc/kit'
import { bookingOf } from './booking.ts'
import { viewsOf } from './booking-view.ts'
import type { Context } from './config.ts'
import { refundedLetter } from './outcome-letters.ts'
import { tellPeople } from './tell-people.ts'

/** Tells the player that money is on its way back; what is left of a package is told by the package's own letter. */
export const onPaymentRefunded = subscribe(paymentRefunded, async ({ id, payload, once }, ctx: Context) => {
  if (payload.bookingId === null) return
  const booking = await bookingOf(ctx, payload.bookingId)
  const views = await viewsOf(ctx, booking)
  await once(async (tx) => {
    const player = views.find((view) => view.role === 'player')
    if (!player) return
    const letter = refundedLetter(player, payload)
    await tellPeople(tx, ctx, [{ key: `payment.refunded:${id}`, letter, to: player.me }])
  })
})
