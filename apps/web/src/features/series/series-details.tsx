import type { Series } from '@ecc/contracts/series'
import { Group, Stack, Text } from '@mantine/core'
import { useBookingStates } from '../../lib/booking-states.ts'
import { useTimes } from '../../lib/viewer.ts'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './series.module.css'
import { useSeriesText } from './text.ts'

/** A series: its dates with what became of each. */
export function SeriesDetails({ series }: { series: Series }) {
  const t = useSeriesText()
  const times = useTimes()
  const states = useBookingStates()
  return (
    <Stack gap="lg">
      {series.state === 'confirmed' ? <Text>{`${t('mail')} ${t('each')}`}</Text> : null}
      <Panel title={t('dates')}>
        <ul className={classes.dates}>
          {series.bookings.map(({ id, startsAt, endsAt, state }) => (
            <li key={id}>
              <Group justify="space-between">
                <TextLink to="/bookings/$id" params={{ id }} underline="always" className="figures">
                  {times.day(startsAt)}, {times.range(startsAt, endsAt)}
                </TextLink>
                <Tag tone={states.tone(state)}>{states.name(state)}</Tag>
              </Group>
            </li>
          ))}
        </ul>
      </Panel>
      <Group>
        <LinkButton to="/bookings">{t('toSessions')}</LinkButton>
      </Group>
    </Stack>
  )
}
