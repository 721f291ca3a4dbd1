import { bookingConfirmed } from '@ecc/contracts/bookings'
import { quoteSlot } from '@ecc/contracts/coaches'
import { schedulePackageSession as contract, packageNotFound, packageOver } from '@ecc/contracts/packages'
import { type Context, handle } from '@ecc/kit'
import { freeLapsed, lockPeople, toRecord } from './booking.ts'
import { notePart } from './booking-funds.ts'
import type { Config } from './config.ts'
import { addBooking } from './hold.ts'
import { findPackage, isUsable, lockPackage, nextSession, type PackageRow, spend } from './package.ts'
import { refuseAfter } from './package-session.ts'
import { startSession } from './start-session.ts'

/** POST /packages/:id/bookings: a session of a package at this time, confirmed at once. */
export const schedulePackageSession = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) => {
  const bought = await findPackage(ctx.sql, params.id)
  if (bought.playerId !== caller.userId) throw packageNotFound()
  refuseOutside(bought, body.startsAt, ctx.now())
  const sold = { durationMinutes: bought.durationMinutes, anyTime: false }
  const quote = await ctx.call(quoteSlot, { body: { offerId: bought.offerId, startsAt: body.startsAt, sold } })
  return once(async (tx) => {
    const now = ctx.now()
    await lockPeople(tx, [bought.coachId, bought.playerId])
    const row = await lockPackage(tx, bought.id)
    const session = await nextSession(tx, row, now)
    await freeLapsed(tx, [quote], row.playerId, ctx)
    const asSold = {
      ...quote,
      offerTitle: row.offerTitle,
      kind: 'package' as const,
      price: { amount: session.paid, currency: row.priceCurrency },
      policy: row.policy,
    }
    const { playerId, policyVersion } = row
    const terms = { id: ctx.id(), orderId: row.id, orderKind: 'package', playerId, policyVersion } as const
    const cause = { by: 'player', actorId: caller.userId, reason: 'a session of a package' } as const
    const { id } = await addBooking(tx, asSold, { ...terms, holdExpiresAt: now, confirmedAt: now }, cause, now)
    const booking = toRecord(await notePart(tx, id, session))
    await spend(tx, row.id, session.number, booking.id)
    await ctx.emit(tx, bookingConfirmed, booking, booking.id)
    const options = { runAt: booking.startsAt, key: `start:${booking.id}` }
    await ctx.addJob(tx, startSession, { bookingId: booking.id }, options)
    return booking
  })
})

function refuseOutside(row: PackageRow, startsAt: string, now: Date): void {
  if (!isUsable(row, now)) throw packageOver()
  refuseAfter(row.validUntil, startsAt)
}
