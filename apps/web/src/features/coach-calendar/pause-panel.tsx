import { explainSlot, getCalendar, pauseCoach, resumeCoach } from '@ecc/contracts/availability'
import { getAvailability, type OwnAvailability } from '@ecc/contracts/coaches'
import { Button, Group, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { daysOf } from '../../lib/calendar.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { useCalendarText } from './text.ts'

const usualPauseDays = 7
const longestPauseDays = 365
const changes = [getAvailability, getCalendar, explainSlot]

/** Away with one click until a date, and back with another. */
export function PausePanel() {
  const t = useCalendarText()
  const hours = useApiQuery(getAvailability, {})
  return (
    <Panel title={t('pauseTitle')} lead={t('pauseLead')}>
      <Loaded query={hours} skeleton={<LoadingLines count={1} heightPx={60} />}>
        {(saved) => (saved.returnsOn === null ? <Away zone={saved.zone} /> : <Back returnsOn={saved.returnsOn} />)}
      </Loaded>
    </Panel>
  )
}

function Away({ zone }: Pick<OwnAvailability, 'zone'>) {
  const t = useCalendarText()
  const nowMs = useNow(60_000)
  const nameOf = useDateName()
  const dateIn = (days: number) => daysOf(nowMs, zone, days, 1)[0]?.key ?? ''
  const [returnsOn, setReturnsOn] = useState(() => dateIn(usualPauseDays))
  const pause = useApiMutation(pauseCoach, {
    invalidates: changes,
    onSuccess: (reply) => notifications.show({ message: t('didPause', { date: nameOf(reply.returnsOn) }) }),
  })
  return (
    <>
      <Group align="flex-end" gap="sm">
        <TextInput
          type="date"
          label={t('returnsOn')}
          min={dateIn(1)}
          max={dateIn(longestPauseDays)}
          value={returnsOn}
          onChange={(event) => setReturnsOn(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={17} aria-hidden />}
          loading={pause.isPending}
          disabled={returnsOn === ''}
          onClick={() => pause.mutate({ body: { returnsOn } })}
        >
          {t('pause')}
        </Button>
      </Group>
      <FormError message={pause.error ? messageOf(pause.error) : null} />
    </>
  )
}

function Back({ returnsOn }: { returnsOn: string }) {
  const t = useCalendarText()
  const nameOf = useDateName()
  const resume = useApiMutation(resumeCoach, {
    invalidates: changes,
    onSuccess: () => notifications.show({ message: t('didResume') }),
  })
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Text fw={560}>{t('pausedUntil', { date: nameOf(returnsOn) })}</Text>
        <Button
          leftSection={<IconPlayerPlay size={17} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate({})}
        >
          {t('resume')}
        </Button>
      </Group>
      <FormError message={resume.error ? messageOf(resume.error) : null} />
    </>
  )
}

/** A calendar date in words. */
export function useDateName() {
  const times = useTimes()
  return (date: string) => times.day(`${date}T12:00:00Z`, 'UTC')
}
