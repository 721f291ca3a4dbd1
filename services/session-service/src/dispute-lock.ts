/** A dispute, locked with its booking for a step that the caller may take now. */
import { type Dispute, disputeMovedOn, ownDispute } from '@ecc/contracts/disputes'
import type { Caller, Context, Tx } from '@ecc/kit'
import { type BookingRow, lock, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { type DisputeRow, disputeOn } from './dispute.ts'
import { mayDo } from './dispute-rules.ts'

/** Locks it. Throws bookingNotFound, disputeNotFound, and disputeMovedOn when this is not the caller's to do, or no longer. */
export async function lockDispute(
  tx: Tx,
  bookingId: string,
  caller: Caller,
  what: keyof Dispute['may'],
  ctx: Context<Config>,
): Promise<{ row: BookingRow; side: ReturnType<typeof sideOf>; dispute: DisputeRow }> {
  const row = await lock(tx, bookingId)
  const side = sideOf(row, caller)
  const dispute = await disputeOn(tx, bookingId)
  if (!mayDo(dispute, side, ctx.now())[what]) throw disputeMovedOn()
  return { row, side, dispute }
}

/** The same for staff, who are no judges of a dispute that they are a side of. Throws ownDispute. */
export async function lockAsStaff(
  tx: Tx,
  bookingId: string,
  caller: Caller,
): Promise<{ row: BookingRow; dispute: DisputeRow }> {
  const row = await lock(tx, bookingId)
  if (sideOf(row, caller) !== 'admin') throw ownDispute()
  return { row, dispute: await disputeOn(tx, bookingId) }
}
