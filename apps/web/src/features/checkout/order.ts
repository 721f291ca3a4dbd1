/** What a checkout pays for: a booking, or a package of sessions. */
import type { Booking } from '@ecc/contracts/bookings'
import type { Package } from '@ecc/contracts/packages'
import type { Money, PersonCard } from '@ecc/contracts/vocabulary'
import { holdIsOn } from '../../lib/booking-states.ts'

export interface CheckoutOrder {
  id: string
  kind: 'booking' | 'package'
  price: Money
  payableUntil: string
  /** `ended`: the time to pay is over; `cancelled`: somebody let go of it. */
  state: 'payable' | 'paid' | 'ended' | 'cancelled'
  coach: PersonCard
}

/** A booking as the order that it is. */
export function orderOfBooking(booking: Booking, nowMs: number): CheckoutOrder {
  const { id, price, state, holdExpiresAt: payableUntil, coach } = booking
  const unpaid = state === 'cancelled' ? 'cancelled' : holdIsOn(booking, nowMs) ? 'payable' : 'ended'
  const isPaid = !['held', 'expired', 'cancelled'].includes(state)
  return { id, kind: 'booking', price, payableUntil, coach, state: isPaid ? 'paid' : unpaid }
}

/** A package as an order. */
export function orderOfPackage(bought: Package, nowMs: number): CheckoutOrder {
  const { id, price, payableUntil, coach } = bought
  const isOn = bought.state === 'pending' && nowMs < Date.parse(payableUntil)
  const unpaid = bought.state === 'cancelled' ? 'cancelled' : isOn ? 'payable' : 'ended'
  return { id, kind: 'package', price, payableUntil, coach, state: bought.paidAt === null ? unpaid : 'paid' }
}

/** Where the checkout of an order is, below the site's address. */
export const checkoutPath = ({ id, kind }: CheckoutOrder) => `/${kind}s/${id}/checkout`
