/** Orders: what there is to pay for at once, whatever it is made of. */
import { bookingNotFound } from '@ecc/contracts/bookings'
import { type OrderRecord, orderNotFound } from '@ecc/contracts/orders'
import type { Queryable } from '@ecc/kit'
import { type BookingRow, find } from './booking.ts'

/** What there is to pay for an order, and until when. Throws orderNotFound. */
export async function readOrder(sql: Queryable, id: string): Promise<OrderRecord> {
  try {
    const row = await find(sql, id)
    if (row.orderKind === 'booking') return orderOf(row)
  } catch (error) {
    if (!bookingNotFound.is(error)) throw error
  }
  throw orderNotFound()
}

function orderOf(row: BookingRow): OrderRecord {
  const isPayable = row.state === 'held' || row.state === 'accepted'
  const unpaid = isPayable ? 'payable' : 'ended'
  return {
    id: row.id,
    kind: 'booking',
    playerId: row.playerId,
    coachId: row.coachId,
    price: { amount: row.priceAmount, currency: row.priceCurrency },
    state: row.confirmedAt === null ? unpaid : 'paid',
    payableUntil: row.holdExpiresAt,
  }
}
