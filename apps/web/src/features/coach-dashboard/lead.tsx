import { listBookings } from '@ecc/contracts/bookings'
import { useApiQuery } from '../../lib/api.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { sessionsOf } from './sessions.ts'
import { useDashboardText } from './text.ts'

/** How many sessions there are today, and what time it is for the coach. */
export function DashboardLead() {
  const t = useDashboardText()
  const times = useTimes()
  const nowMs = useNow(10_000)
  const upcoming = useApiQuery(listBookings, { query: { as: 'coach', when: 'upcoming', limit: 20 } })
  const today = times.dayKey(nowMs)
  const booked = (upcoming.data?.items ?? []).filter(
    ({ state, startsAt }) => state !== 'held' && state !== 'requested' && times.dayKey(startsAt) === today,
  )
  const count = sessionsOf(booked).length
  const clock = t('leadRest', { time: times.time(nowMs), zone: times.zoneName(nowMs) })
  return upcoming.data ? `${t('today', { count })}. ${clock}` : clock
}
