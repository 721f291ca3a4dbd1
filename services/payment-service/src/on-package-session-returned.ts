import { packageSessionReturned } from '@ecc/contracts/packages'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { giveBack, lockHeld } from './escrow.ts'
import { start } from './run-operation.ts'
import { everything, settle } from './settlement.ts'

/** A session of a package was not used: its part is the package's again, or goes back when the package is over. */
export const onPackageSessionReturned = subscribe(packageSessionReturned, async ({ payload, once }, ctx: Ctx) => {
  const { packageId: orderId, bookingId: id, price, funds } = payload
  await once(async (tx) => {
    const held = await lockHeld(tx, ctx, funds ? { id, orderId, price, funds } : { id, orderId, price })
    if (!held) throw new Error(`package ${orderId} has a session and no payment`)
    if (payload.to === 'package') return giveBack(tx, ctx, held)
    await start(tx, ctx, await settle(tx, ctx, held, { cause: 'unused', refund: everything }))
  })
})
