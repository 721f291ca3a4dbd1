/** Held money, by whose it is: a booking's own part, or an order's as far as it is not its bookings'. */
import { putIn } from '@ecc/contracts/booking-parts'
import type { BookingRecord } from '@ecc/contracts/bookings'
import type { Queryable, Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { balanceOf, escrow, post, postedId } from './ledger.ts'
import { lockPaymentOf, type Payment } from './payment.ts'

/**
 * An escrow as stored. Its id is the booking's, or the order's; a booking by itself is its own order. Of `amount` the platform
 * added `promotion`, and `fee` is our part of what the player paid.
 */
export interface Escrow {
  id: string
  paymentId: string
  amount: number
  promotion: number
  fee: number
  releaseAt: string | null
  frozenByDispute: boolean
  returnedAt: string | null
}

/** Held money with its payment, both locked. */
export interface Held {
  payment: Payment
  escrow: Escrow
}

/** What is asked of a booking whose money is meant. */
export type Claim = Pick<BookingRecord, 'id' | 'orderId' | 'price'> &
  Partial<Pick<BookingRecord, 'durationMinutes' | 'funds'>>

/** All of an order's money that is not its bookings'; the payment must be locked. */
export async function wholeOf(tx: Tx, payment: Payment): Promise<Held> {
  return { payment, escrow: await tx.one<Escrow>`select * from escrows where id = ${payment.orderId}` }
}

/**
 * The money held for a booking, locked; undefined while nothing was captured for it. A booking of a package or a series
 * is given its part on first asking, whichever event of it comes first. The escrow keeps how long the session is, since a
 * coach's commission follows the hours that were paid.
 */
export async function lockHeld(tx: Tx, ctx: Ctx, claim: Claim): Promise<Held | undefined> {
  const payment = await lockPaymentOf(tx, claim.orderId)
  if (!payment || payment.capturedAt === null) return undefined
  const known = await tx.first<Escrow>`
    update escrows set duration_minutes = coalesce(${claim.durationMinutes ?? null}, duration_minutes) where id = ${claim.id} returning *`
  return { payment, escrow: known ?? (await allocate(tx, ctx, payment, claim)) }
}

async function allocate(tx: Tx, ctx: Ctx, payment: Payment, claim: Claim): Promise<Escrow> {
  const { id, price, durationMinutes } = claim
  if (price.currency !== payment.currency) throw new Error(`booking ${id} is not in the currency of its payment`)
  const { card: paid, promotion: added, fee: ofPaid } = putIn(claim)
  // Less than its price only where a lost chargeback took the money.
  const amount = Math.min(paid + added, await balanceOf(tx, escrow(payment.orderId), payment.currency))
  const promotion = Math.min(added, amount)
  const fee = Math.min(ofPaid, amount - promotion)
  await tx`
    update escrows set amount = amount - ${amount}, promotion = promotion - ${promotion}, fee = fee - ${fee}
    where id = ${payment.orderId}`
  const made = await tx.one<Escrow>`
    insert into escrows (id, payment_id, amount, promotion, fee, duration_minutes)
    values (${id}, ${payment.id}, ${amount}, ${promotion}, ${fee}, ${durationMinutes ?? null}) returning *`
  if (amount === 0) return made
  await post(tx, {
    kind: 'allocated',
    source: id,
    currency: payment.currency,
    escrowId: id,
    lines: [
      [escrow(payment.orderId), amount],
      [escrow(id), -amount],
    ],
    at: ctx.now(),
  })
  return made
}

/** Gives a booking's part back to its order, since its session was not used. Repeating it changes nothing. */
export async function giveBack(tx: Tx, ctx: Ctx, { payment, escrow: given }: Held): Promise<void> {
  if (given.returnedAt !== null || given.id === payment.orderId) return
  const amount = await balanceOf(tx, escrow(given.id), payment.currency)
  const whole = amount === given.amount ? await postedId(tx, 'allocated', given.id) : null
  await tx`
    update escrows set amount = 0, promotion = 0, fee = 0, frozen_by_dispute = false, returned_at = ${ctx.now()}
    where id = ${given.id}`
  await tx`
    update escrows set amount = amount + ${given.amount}, promotion = promotion + ${given.promotion}, fee = fee + ${given.fee}
    where id = ${payment.orderId}`
  if (amount === 0) return
  await post(tx, {
    kind: 'returned',
    source: given.id,
    currency: payment.currency,
    escrowId: given.id,
    lines: [
      [escrow(given.id), amount],
      [escrow(payment.orderId), -amount],
    ],
    ...(whole === null ? {} : { reverses: whole }),
    at: ctx.now(),
  })
}

/** What is still held of a payment, the order's own money first. */
export async function heldOf(
  tx: Queryable,
  { id, orderId, currency }: Payment,
): Promise<{ id: string; held: number }[]> {
  const rows = await tx<{ id: string }>`
    select id from escrows where payment_id = ${id} order by (id = ${orderId}) desc, id`
  const held: { id: string; held: number }[] = []
  for (const row of rows) held.push({ id: row.id, held: await balanceOf(tx, escrow(row.id), currency) })
  return held
}

/** Notes of a session that is over when its money is due; shown to the coach. */
export async function noteRelease(
  tx: Tx,
  ctx: Ctx,
  { releaseAt, ...claim }: Claim & Pick<BookingRecord, 'releaseAt'>,
): Promise<void> {
  const held = await lockHeld(tx, ctx, claim)
  if (held) await tx`update escrows set release_at = ${releaseAt} where id = ${held.escrow.id}`
}

/** Freezes a booking's money while its player disputes the session; nothing is released until the ruling. */
export async function freezeForDispute(tx: Tx, ctx: Ctx, claim: Claim): Promise<void> {
  const held = await lockHeld(tx, ctx, claim)
  if (held) await tx`update escrows set frozen_by_dispute = true where id = ${held.escrow.id}`
}

/** Ends that freeze without a ruling: the dispute was taken back, or the session gets another time. */
export async function thawAfterDispute(tx: Tx, ctx: Ctx, claim: Claim): Promise<void> {
  const held = await lockHeld(tx, ctx, claim)
  if (held) await tx`update escrows set frozen_by_dispute = false where id = ${held.escrow.id}`
}
