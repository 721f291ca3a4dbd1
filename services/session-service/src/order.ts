/** Orders: what there is to pay for at once, whatever it is made of. */
import type { BookingRecord } from '@ecc/contracts/bookings'
import { type OrderRecord, orderNotFound } from '@ecc/contracts/orders'
import { seriesNotFound } from '@ecc/contracts/series'
import type { Queryable } from '@ecc/kit'
import type { BookingRow } from './booking.ts'
import type { PackageRow } from './package.ts'
import { readSeries } from './series.ts'

/** An order, and the version of the policy it is sold under. */
type SoldOrder = OrderRecord & { policyVersion: number }

/** What there is to pay for an order, and until when. Throws orderNotFound. */
export async function readOrder(sql: Queryable, id: string): Promise<SoldOrder> {
  const booking = await sql.first<BookingRow>`select * from bookings where id = ${id} and order_kind = 'booking'`
  if (booking) return orderOfBooking(booking)
  const bought = await sql.first<PackageRow>`select * from packages where id = ${id}`
  if (bought) return orderOfPackage(bought)
  return orderOfSeries(sql, id)
}

async function orderOfSeries(sql: Queryable, id: string): Promise<SoldOrder> {
  try {
    const { playerId, coachId, price, state: stands, holdExpiresAt: payableUntil, bookings } = await readSeries(sql, id)
    const state = stands === 'held' ? 'payable' : stands === 'confirmed' ? 'paid' : 'ended'
    const [{ policyVersion }] = bookings as [BookingRecord]
    return { id, kind: 'series', playerId, coachId, price, bookingMode: 'instant', state, payableUntil, policyVersion }
  } catch (error) {
    throw seriesNotFound.is(error) ? orderNotFound() : error
  }
}

function orderOfBooking(row: BookingRow): SoldOrder {
  return {
    id: row.id,
    kind: 'booking',
    playerId: row.playerId,
    coachId: row.coachId,
    price: { amount: row.priceAmount, currency: row.priceCurrency },
    bookingMode: row.bookingMode,
    state: row.confirmedAt === null ? unpaidState(row) : 'paid',
    payableUntil: row.holdExpiresAt,
    policyVersion: row.policyVersion,
  }
}

function unpaidState({ state }: BookingRow): OrderRecord['state'] {
  if (state === 'held') return 'payable'
  return state === 'requested' || state === 'accepted' ? 'authorized' : 'ended'
}

function orderOfPackage(row: PackageRow): SoldOrder {
  const unpaid = row.state === 'pending' ? 'payable' : 'ended'
  return {
    id: row.id,
    kind: 'package',
    playerId: row.playerId,
    coachId: row.coachId,
    price: { amount: row.priceAmount, currency: row.priceCurrency },
    bookingMode: 'instant',
    state: row.paidAt === null ? unpaid : 'paid',
    payableUntil: row.payableUntil,
    policyVersion: row.policyVersion,
  }
}
