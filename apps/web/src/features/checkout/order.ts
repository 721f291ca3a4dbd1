/** What a checkout pays for: a booking, a package of sessions, a series of dates, or a gift card. */
import type { Booking } from '@ecc/contracts/bookings'
import type { GiftCard } from '@ecc/contracts/gift-cards'
import type { Package } from '@ecc/contracts/packages'
import type { Series } from '@ecc/contracts/series'
import type { Money, PersonCard } from '@ecc/contracts/vocabulary'
import { holdIsOn } from '../../lib/booking-states.ts'

export interface CheckoutOrder {
  id: string
  kind: 'booking' | 'package' | 'series' | 'gift-card'
  /** The coach is asked: the card is authorised, and charged only when they accept. */
  asks: boolean
  /** A booking by which a hold can be let go of; a package has its own way. */
  heldBookingId: string | null
  price: Money
  payableUntil: string
  /** `ended`: the time to pay is over; `cancelled`: somebody let go of it. */
  state: 'payable' | 'paid' | 'ended' | 'cancelled'
  /** Only a gift card has none. */
  coach: PersonCard | null
}

/** A booking as the order that it is. */
export function orderOfBooking(booking: Booking, nowMs: number): CheckoutOrder {
  const { id, price, state, holdExpiresAt: payableUntil, coach } = booking
  const unpaid = state === 'cancelled' ? 'cancelled' : holdIsOn(booking, nowMs) ? 'payable' : 'ended'
  const isPaid = !['held', 'expired', 'cancelled'].includes(state)
  const asks = booking.bookingMode === 'request'
  return { id, kind: 'booking', asks, heldBookingId: id, price, payableUntil, coach, state: isPaid ? 'paid' : unpaid }
}

/** A package as an order. */
export function orderOfPackage(bought: Package, nowMs: number): CheckoutOrder {
  const { id, price, payableUntil, coach } = bought
  const isOn = bought.state === 'pending' && nowMs < Date.parse(payableUntil)
  const unpaid = bought.state === 'cancelled' ? 'cancelled' : isOn ? 'payable' : 'ended'
  return {
    id,
    kind: 'package',
    asks: false,
    heldBookingId: null,
    price,
    payableUntil,
    coach,
    state: bought.paidAt === null ? unpaid : 'paid',
  }
}

/** A series as an order. */
export function orderOfSeries(series: Series, nowMs: number): CheckoutOrder {
  const { id, price, holdExpiresAt: payableUntil, coach, bookings } = series
  const isOn = series.state === 'held' && nowMs < Date.parse(payableUntil)
  const wasCancelled = bookings.some(({ state }) => state === 'cancelled')
  const unpaid = wasCancelled ? 'cancelled' : isOn ? 'payable' : 'ended'
  const state = series.state === 'confirmed' ? 'paid' : unpaid
  const heldBookingId = bookings[0]?.id ?? null
  return { id, kind: 'series', asks: false, heldBookingId, price, payableUntil, coach, state }
}

/** A gift card as an order. It is nobody's time, so nothing is let go of: it just lapses. */
export function orderOfGiftCard({ id, amount: price, payableUntil, state }: GiftCard, nowMs: number): CheckoutOrder {
  const isOn = state === 'unpaid' && nowMs < Date.parse(payableUntil)
  const unpaid = state === 'unpaid' || state === 'lapsed'
  const own = { kind: 'gift-card', asks: false, heldBookingId: null, coach: null } as const
  return { ...own, id, price, payableUntil, state: isOn ? 'payable' : unpaid ? 'ended' : 'paid' }
}

const folders = { booking: 'bookings', package: 'packages', series: 'series', 'gift-card': 'gift-cards' } as const

/** Where the checkout of an order is, below the site's address. */
export const checkoutPath = ({ id, kind }: CheckoutOrder) => `/${folders[kind]}/${id}/checkout`
