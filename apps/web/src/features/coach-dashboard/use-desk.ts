import { type Booking, listBookings } from '@ecc/contracts/bookings'
import { getAvailability, getOnboarding } from '@ecc/contracts/coaches'
import { getBookingRatings } from '@ecc/contracts/ratings'
import { useQueries } from '@tanstack/react-query'
import { apiQuery, useApiQuery } from '../../lib/api.ts'
import { useLiveInterval } from '../../lib/live.ts'

/** As many past sessions as are looked through for ones to rate. */
const pastLimit = 10

/** All that the dashboard shows, except money. */
export function useDesk() {
  const refetchInterval = useLiveInterval()
  const upcoming = useApiQuery(
    listBookings,
    { query: { as: 'coach', when: 'upcoming', limit: 20 } },
    { refetchInterval },
  )
  const past = useApiQuery(
    listBookings,
    { query: { as: 'coach', when: 'past', limit: pastLimit } },
    { refetchInterval },
  )
  const asked = useApiQuery(
    listBookings,
    { query: { as: 'coach', state: 'requested', limit: 20 } },
    { refetchInterval },
  )
  const onboarding = useApiQuery(getOnboarding, {})
  const hours = useApiQuery(getAvailability, {})
  return {
    upcoming,
    /** Requests, the one to be answered first at the top. */
    asked: (asked.data?.items ?? []).toSorted((one, other) => answerBy(one) - answerBy(other)),
    onboarding: onboarding.data,
    openHours: hours.data?.openHoursNext14Days,
    disputed: (past.data?.items ?? []).filter(({ state }) => state === 'disputed'),
    toRate: useUnrated(past.data?.items ?? []),
    /** What is to do is known: nothing more will appear by itself at once. */
    settled: !onboarding.isPending && !hours.isPending && !past.isPending && !asked.isPending,
  }
}

const answerBy = ({ request }: Booking) => Date.parse(request?.expiresAt ?? '')

/** Sessions that took place and can still be rated. */
function useUnrated(past: readonly Booking[]): { booking: Booking; closesAt: string | null }[] {
  const rateable = past.filter(({ state }) => ['completed', 'released', 'resolved'].includes(state))
  const ratings = useQueries({ queries: rateable.map(({ id }) => apiQuery(getBookingRatings, { params: { id } })) })
  return rateable.flatMap((booking, index) => {
    const rating = ratings[index]?.data
    return rating?.canRate ? [{ booking, closesAt: rating.closesAt }] : []
  })
}
