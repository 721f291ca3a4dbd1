import { getOwnStanding, type Standing } from '@ecc/contracts/aftermath'
import { Skeleton, Text } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from './coach-dashboard.module.css'
import { useDashboardText } from './text.ts'

/** How reliable the coach is, in the numbers that decide whether search shows them. */
export function StandingPanel() {
  const t = useDashboardText()
  const standing = useApiQuery(getOwnStanding, {})
  return (
    <Panel title={t('standing')}>
      <Loaded query={standing} skeleton={<Skeleton h={120} radius="md" />}>
        {(data) => (
          <>
            <Verdict standing={data} />
            <Numbers standing={data} />
            <Marks standing={data} />
          </>
        )}
      </Loaded>
    </Panel>
  )
}

function Verdict({ standing }: { standing: Standing }) {
  const t = useDashboardText()
  const times = useTimes()
  const { hidden, hiddenUntil, banned, reason } = standing
  if (!hidden) return <Text>{t('standingGood')}</Text>
  const words = banned
    ? t('standingBanned', { reason })
    : hiddenUntil === null
      ? t('standingHidden', { reason })
      : t('standingHiddenUntil', { reason, when: times.dayTime(hiddenUntil) })
  return (
    <Text role="status" fw={560}>
      {words}
    </Text>
  )
}

function Numbers({ standing }: { standing: Standing }) {
  const t = useDashboardText()
  const { absences, lateReschedules, cancellations, measured, days, fromBookings, bookings } = standing
  const share = ({ percent, limitPercent: limit }: Standing['cancellations']) => t('shareOf', { percent, limit })
  const lines = [
    [t('absences'), t('absencesOf', absences)],
    [t('lateReschedules'), share(lateReschedules)],
    [t('cancellations'), share(cancellations)],
  ] as const
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('standingLead', { count: days })} {measured ? null : t('notMeasured', { count: fromBookings, bookings })}
      </Text>
      <dl className={classes.standing}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Marks({ standing: { marks } }: { standing: Standing }) {
  const t = useDashboardText()
  const times = useTimes()
  return (
    <div>
      <Text fw={560}>{t('marks')}</Text>
      {marks.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('noMarks')}
        </Text>
      ) : (
        <ul className={classes.marks}>
          {marks.map((mark) => (
            <li key={mark.id}>
              <TextLink to="/bookings/$id" params={{ id: mark.bookingId }} size="sm">
                {t(`mark_${mark.kind}`, { when: times.date(mark.at) })}
              </TextLink>
              {mark.removedWhy === null ? null : (
                <Text span size="sm" c="dimmed">
                  {` (${t('markRemoved', { why: mark.removedWhy })})`}
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
