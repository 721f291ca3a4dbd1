import type { BookingTime } from '@ecc/contracts/hours'
import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconCalendarExclamation } from '@tabler/icons-react'
import { useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import classes from './coach-hours.module.css'
import { useHoursText } from './text.ts'

/** The sessions that the hours just saved do not cover; they keep their times. */
export function BookingsOutside({ bookings, onDone }: { bookings: readonly BookingTime[]; onDone: () => void }) {
  const t = useHoursText()
  const times = useTimes()
  if (bookings.length === 0) return null
  return (
    <Alert
      color="yellow"
      variant="light"
      role="status"
      icon={<IconCalendarExclamation size={18} aria-hidden />}
      title={t('outside', { count: bookings.length })}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('outsideBody')}</Text>
        <ul className={classes.outside}>
          {bookings.map(({ bookingId, startsAt, endsAt }) => (
            <li key={bookingId}>
              <TextLink to="/bookings/$id" params={{ id: bookingId }} className="figures">
                {`${times.day(startsAt)}, ${times.range(startsAt, endsAt)}`}
              </TextLink>
            </li>
          ))}
        </ul>
        <Button variant="default" size="sm" onClick={onDone}>
          {t('outsideDone')}
        </Button>
      </Stack>
    </Alert>
  )
}
