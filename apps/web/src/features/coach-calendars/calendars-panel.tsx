import { listExternalCalendars, maxExternalCalendars } from '@ecc/contracts/external-calendars'
import { Button, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { AddCalendar } from './add-calendar.tsx'
import { CalendarRow } from './calendar-row.tsx'
import classes from './coach-calendars.module.css'
import { isBeingRead } from './sync-state.ts'
import { useCalendarsText } from './text.ts'

const soonMs = 2_000
const laterMs = 60_000

/** The calendars a coach has elsewhere, and how reading them goes. */
export function CalendarsPanel() {
  const t = useCalendarsText()
  const nowMs = useNow(2_000)
  const [hurried, setHurried] = useState(false)
  const calendars = useApiQuery(listExternalCalendars, {}, { refetchInterval: hurried ? soonMs : laterMs })
  const isReading = calendars.data?.items.some((calendar) => isBeingRead(calendar, nowMs)) ?? false
  if (isReading !== hurried) setHurried(isReading)
  const [adding, setAdding] = useState(false)
  return (
    <Panel title={t('title')} lead={t('lead')}>
      <Loaded query={calendars} skeleton={<LoadingLines count={1} heightPx={84} />}>
        {({ items }) => (
          <Stack gap="md" align="stretch">
            {items.length === 0 ? (
              <Text c="dimmed">{t('empty')}</Text>
            ) : (
              <ul className={classes.list}>
                {items.map((calendar) => (
                  <CalendarRow key={calendar.id} calendar={calendar} nowMs={nowMs} />
                ))}
              </ul>
            )}
            {items.length >= maxExternalCalendars ? null : (
              <Button
                variant="default"
                leftSection={<IconPlus size={18} aria-hidden />}
                style={{ alignSelf: 'flex-start' }}
                onClick={() => setAdding(true)}
              >
                {t('add')}
              </Button>
            )}
          </Stack>
        )}
      </Loaded>
      {adding ? <AddCalendar onClose={() => setAdding(false)} /> : null}
    </Panel>
  )
}
