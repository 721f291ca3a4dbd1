import type { ExternalCalendar } from '@ecc/contracts/external-calendars'
import { Group, Stack, Text } from '@mantine/core'
import { distanceText } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { CalendarActions } from './calendar-actions.tsx'
import classes from './coach-calendars.module.css'
import { syncState } from './sync-state.ts'
import { useCalendarsText } from './text.ts'

const tones = { paused: 'plain', failing: 'bad', waiting: 'accent', good: 'good' } as const

/** One calendar: where it comes from, how its reading went, what it takes, and what can be done with it. */
export function CalendarRow({ calendar, nowMs }: { calendar: ExternalCalendar; nowMs: number }) {
  const t = useCalendarsText()
  const state = syncState(calendar)
  const line = useStateLine(calendar)
  return (
    <li>
      <div className={classes.words}>
        <Group gap="xs">
          <Text fw={560}>{calendar.name}</Text>
          <Tag tone={tones[state]}>{t(state)}</Tag>
        </Group>
        <Text size="sm" c="dimmed">
          {calendar.host}
        </Text>
        <Stack gap={6} mt={4}>
          {state === 'failing' ? (
            <FormError title={calendar.lastError ?? undefined}>
              {t(calendar.lastSyncAt === null ? 'nothingYet' : 'stillHolds')}
            </FormError>
          ) : null}
          {line === null ? null : <Text size="sm">{line}</Text>}
          {calendar.unreadCount > 0 && !calendar.paused ? (
            <Text size="sm" c="var(--warn)">
              {t('unread', { count: calendar.unreadCount })}
            </Text>
          ) : null}
          <SyncTimes calendar={calendar} nowMs={nowMs} />
        </Stack>
      </div>
      <CalendarActions calendar={calendar} />
    </li>
  )
}

/** What it comes to; nothing where the failure said it all. */
function useStateLine(calendar: ExternalCalendar): string | null {
  const t = useCalendarsText()
  if (calendar.paused) return t('pausedLine')
  if (calendar.lastSyncAt === null) return calendar.failures > 0 ? null : t('waitingLine')
  return t('events', { count: calendar.eventCount })
}

function SyncTimes({ calendar, nowMs }: { calendar: ExternalCalendar; nowMs: number }) {
  const t = useCalendarsText()
  const { locale } = useTimes()
  const { lastSyncAt, nextSyncAt } = calendar
  const read = lastSyncAt === null ? t('neverRead') : t('read', { when: distanceText(lastSyncAt, nowMs, locale) })
  const isSoon = nextSyncAt !== null && Date.parse(nextSyncAt) < nowMs + 30_000
  const next =
    nextSyncAt === null ? null : isSoon ? t('nextSoon') : t('next', { when: distanceText(nextSyncAt, nowMs, locale) })
  return (
    <Text size="sm" c="dimmed" className="figures">
      {next === null ? read : `${read}, ${next}`}
    </Text>
  )
}
