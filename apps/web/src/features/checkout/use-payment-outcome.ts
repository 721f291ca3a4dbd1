import { bookingNotFound, getBooking, listBookings } from '@ecc/contracts/bookings'
import { getGiftCard, listGiftCards } from '@ecc/contracts/gift-cards'
import { orderNotFound } from '@ecc/contracts/orders'
import { getPackage } from '@ecc/contracts/packages'
import { getBookingPayment, getOrderPayment, type Payment, paymentNotFound } from '@ecc/contracts/payments'
import { getSeries } from '@ecc/contracts/series'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { invalidate, useApiQuery } from '../../lib/api.ts'
import type { CheckoutOrder } from './order.ts'

const everyMs = 1_500
/** After this long the page says that it may be left. */
export const longMs = 20_000

/**
 * Follows a payment whose answer is outstanding, e.g. on the way back from 3-D Secure, until it is settled.
 * `following` is false once there is an answer; `answer` is the payment then, or null when there is none.
 */
export function usePaymentOutcome({ id, kind }: CheckoutOrder, returning: boolean) {
  const queryClient = useQueryClient()
  const [sinceMs, setSinceMs] = useState<number | null>(() => (returning ? performance.now() : null))
  const [answer, setAnswer] = useState<Payment | null>(null)
  const following = sinceMs !== null
  const isBooking = kind === 'booking'
  const asking = { staleTime: 0, refetchInterval: following ? everyMs : (false as const) }
  const ofBooking = useApiQuery(getBookingPayment, { params: { id } }, { ...asking, enabled: following && isBooking })
  const ofOrder = useApiQuery(getOrderPayment, { params: { id } }, { ...asking, enabled: following && !isBooking })
  const { data, error, isFetchedAfterMount } = isBooking ? ofBooking : ofOrder
  useEffect(() => {
    if (!following) return
    const none = [paymentNotFound, bookingNotFound, orderNotFound].some((problem) => problem.is(error))
    if (!none && (!isFetchedAfterMount || data === undefined || data.state === 'processing')) return
    setSinceMs(null)
    setAnswer(none ? null : (data ?? null))
    void invalidate(queryClient, [getBooking, listBookings, getPackage, getSeries, getGiftCard, listGiftCards])
  }, [following, data, error, isFetchedAfterMount, queryClient])
  return {
    following,
    answer,
    sinceMs,
    follow: () => {
      for (const { name } of [getBookingPayment, getOrderPayment]) queryClient.removeQueries({ queryKey: [name] })
      setAnswer(null)
      setSinceMs(performance.now())
    },
  }
}
