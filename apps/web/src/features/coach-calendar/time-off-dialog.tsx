import { addTimeOff, explainSlot, getCalendar, listTimeOff, TimeOff } from '@ecc/contracts/availability'
import { getAvailability } from '@ecc/contracts/coaches'
import type { BookingTime } from '@ecc/contracts/hours'
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { instantOf } from '../../lib/calendar.ts'
import { now } from '../../lib/clock.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { dayKey } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { FormError } from '../../ui/states.tsx'
import classes from './coach-calendar.module.css'
import { useCalendarText } from './text.ts'

/** Asks for a range of dates or of instants; then names the sessions that lie in it. */
export function TimeOffDialog({ zone, onClose }: { zone: string; onClose: () => void }) {
  const t = useCalendarText()
  const [inside, setInside] = useState<BookingTime[]>([])
  return (
    <Modal
      opened
      onClose={onClose}
      title={inside.length === 0 ? t('addOff') : t('inside', { count: inside.length })}
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {inside.length === 0 ? (
        <TimeOffForm zone={zone} onClose={onClose} onInside={setInside} />
      ) : (
        <SessionsInside bookings={inside} onClose={onClose} />
      )}
    </Modal>
  )
}

function TimeOffForm(props: { zone: string; onClose: () => void; onInside: (bookings: BookingTime[]) => void }) {
  const t = useCalendarText()
  const times = useTimes()
  const { zone } = props
  const [isTimes, setIsTimes] = useState(false)
  const [first, setFirst] = useState('')
  const [last, setLast] = useState('')
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const add = useApiMutation(addTimeOff, {
    invalidates: [listTimeOff, getCalendar, explainSlot, getAvailability],
    onSuccess: ({ bookingsInside }) => {
      notifications.show({ message: t('didAdd') })
      if (bookingsInside.length === 0) props.onClose()
      else props.onInside(bookingsInside)
    },
  })
  const range = isTimes ? timeRange(first, last, zone) : dateRange(first, last)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (range) add.mutate({ body: { ...range, note: note.trim() } })
  }
  const choose = (kind: string) => {
    setIsTimes(kind === 'times')
    setFirst('')
    setLast('')
    setTried(false)
  }
  const today = dayKey(now(), zone)
  const type = isTimes ? 'datetime-local' : 'date'
  const least = isTimes ? `${today}T00:00` : today
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Radio.Group label={t('offKind')} size="md" value={isTimes ? 'times' : 'dates'} onChange={choose}>
          <Group gap="lg" mt={6}>
            <Radio value="dates" label={t('offDates')} />
            <Radio value="times" label={t('offTimes')} />
          </Group>
        </Radio.Group>
        <Group align="flex-start" grow>
          <TextInput
            type={type}
            label={t(isTimes ? 'startsAt' : 'firstDate')}
            min={least}
            value={first}
            onChange={(event) => {
              setFirst(event.currentTarget.value)
              if (!isTimes && last === '') setLast(event.currentTarget.value)
            }}
          />
          <TextInput
            type={type}
            label={t(isTimes ? 'endsAt' : 'lastDate')}
            min={first === '' ? least : first}
            value={last}
            onChange={(event) => setLast(event.currentTarget.value)}
          />
        </Group>
        <TextInput
          label={t('note')}
          value={note}
          maxLength={limitOf(TimeOff.properties.note, 'maxLength')}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          {t('zoneNote', { zone: times.zoneName(undefined, zone) })}
        </Text>
        <FormError message={tried && !range ? t(isTimes ? 'needTimes' : 'needDates') : null} />
        <FormError message={add.error ? messageOf(add.error) : null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t('addOff')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function dateRange(firstDate: string, lastDate: string) {
  return firstDate !== '' && firstDate <= lastDate ? { firstDate, lastDate } : null
}

function timeRange(from: string, to: string, zone: string) {
  const [startsAt, endsAt] = [instantOf(from, zone), instantOf(to, zone)]
  return startsAt !== null && endsAt !== null && startsAt < endsAt ? { startsAt, endsAt } : null
}

function SessionsInside(props: { bookings: readonly BookingTime[]; onClose: () => void }) {
  const t = useCalendarText()
  const times = useTimes()
  return (
    <Stack gap="md">
      <Text>{t('insideBody')}</Text>
      <ul className={classes.inside}>
        {props.bookings.map(({ bookingId, startsAt, endsAt }) => (
          <li key={bookingId}>
            <TextLink to="/bookings/$id" params={{ id: bookingId }} className="figures">
              {`${times.day(startsAt)}, ${times.range(startsAt, endsAt)}`}
            </TextLink>
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={props.onClose}>{t('understood')}</Button>
      </Group>
    </Stack>
  )
}
