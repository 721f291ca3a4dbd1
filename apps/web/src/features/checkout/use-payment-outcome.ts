import { bookingNotFound, getBooking, listBookings } from '@ecc/contracts/bookings'
import { getBookingPayment, type Payment, paymentNotFound } from '@ecc/contracts/payments'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { invalidate, useApiQuery } from '../../lib/api.ts'

const everyMs = 1_500
/** After this long the page says that it may be left. */
export const longMs = 20_000

/**
 * Follows a payment whose answer is outstanding, e.g. on the way back from 3-D Secure, until it is settled.
 * `following` is false once there is an answer; `answer` is the payment then, or null when there is none.
 */
export function usePaymentOutcome(bookingId: string, returning: boolean) {
  const queryClient = useQueryClient()
  const [sinceMs, setSinceMs] = useState<number | null>(() => (returning ? performance.now() : null))
  const [answer, setAnswer] = useState<Payment | null>(null)
  const following = sinceMs !== null
  const payment = useApiQuery(
    getBookingPayment,
    { params: { id: bookingId } },
    { enabled: following, staleTime: 0, refetchInterval: following ? everyMs : false },
  )
  const { data, error, isFetchedAfterMount } = payment
  useEffect(() => {
    if (!following) return
    const none = paymentNotFound.is(error) || bookingNotFound.is(error)
    if (!none && (!isFetchedAfterMount || data === undefined || data.state === 'processing')) return
    setSinceMs(null)
    setAnswer(none ? null : (data ?? null))
    void invalidate(queryClient, [getBooking, listBookings])
  }, [following, data, error, isFetchedAfterMount, queryClient])
  return {
    following,
    answer,
    sinceMs,
    follow: () => {
      queryClient.removeQueries({ queryKey: [getBookingPayment.name] })
      setAnswer(null)
      setSinceMs(performance.now())
    },
  }
}
