import { useTimes } from '../../lib/viewer.ts'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import { useSessionText } from './text.ts'

/** When a session is, on the viewer's clock, and on the other side's where that reads differently. */
export function SessionTime(props: {
  startsAt: string
  endsAt: string
  other: { displayName: string; timeZone: string }
}) {
  const { startsAt, endsAt, other } = props
  const t = useSessionText()
  const times = useTimes()
  const theirs = times.readsTheSame(other.timeZone, startsAt)
    ? null
    : t('theirs', {
        when: times.dayTime(startsAt, other.timeZone),
        name: other.displayName,
        zone: times.zoneName(startsAt, other.timeZone),
      })
  return (
    <TwoClocks
      strong
      mine={`${times.day(startsAt)}, ${times.range(startsAt, endsAt)}`}
      zone={times.zoneName(startsAt)}
      theirs={theirs}
    />
  )
}
