import { explainSlot } from '@ecc/contracts/availability'
import type { Offer } from '@ecc/contracts/coaches'
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { instantOf } from '../../lib/calendar.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { type CalendarDay, startsToAsk } from './calendar-days.ts'
import classes from './coach-calendar.module.css'
import { useCalendarText } from './text.ts'

/** The times of a day for one offer; a click on one, or a time that is typed, asks why it is or is not offered. */
export function DayTimes(props: { day: CalendarDay; zone: string; offers: readonly Offer[]; stepMinutes: number }) {
  const t = useCalendarText()
  const times = useTimes()
  const { day, zone, offers } = props
  const [offerId, setOfferId] = useState(offers[0]?.id)
  const [asked, setAsked] = useState<string | null>(null)
  const offer = offers.find(({ id }) => id === offerId) ?? offers[0]
  if (!offer) return null
  const starts = startsToAsk(day, offer.id, props.stepMinutes)
  return (
    <Stack gap="sm" className={classes.times}>
      {offers.length > 1 ? (
        <NativeSelect
          label={t('offer')}
          value={offer.id}
          data={offers.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(event) => setOfferId(event.currentTarget.value)}
        />
      ) : null}
      <Text size="sm" c="dimmed">
        {t(starts.length === 0 ? 'noTimes' : 'askLead')}
      </Text>
      {starts.length === 0 ? null : (
        <ul className={classes.starts}>
          {starts.map(({ startsAt, isFree }) => {
            const time = times.time(startsAt, zone)
            return (
              <li key={startsAt}>
                <button
                  type="button"
                  className={classes.start}
                  data-free={isFree}
                  aria-pressed={asked === startsAt}
                  aria-label={t(isFree ? 'freeTime' : 'closedTime', { time })}
                  onClick={() => setAsked(startsAt)}
                >
                  {time}
                </button>
              </li>
            )
          })}
        </ul>
      )}
      <OtherTime date={day.key} zone={zone} onAsk={setAsked} />
      <div role="status">{asked === null ? null : <Explanation offer={offer} startsAt={asked} zone={zone} />}</div>
    </Stack>
  )
}

function OtherTime(props: { date: string; zone: string; onAsk: (startsAt: string) => void }) {
  const t = useCalendarText()
  const [typed, setTyped] = useState('')
  const startsAt = instantOf(`${props.date}T${typed}`, props.zone)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (startsAt) props.onAsk(startsAt)
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          type="time"
          label={t('otherTime')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={startsAt === null}>
          {t('ask')}
        </Button>
      </Group>
    </form>
  )
}

function Explanation({ offer, startsAt, zone }: { offer: Offer; startsAt: string; zone: string }) {
  const t = useCalendarText()
  const times = useTimes()
  const why = useApiQuery(explainSlot, { query: { offerId: offer.id, startsAt } })
  return (
    <Loaded query={why} skeleton={<LoadingLines count={1} heightPx={72} />}>
      {({ offered, reason, text }) => (
        <div className={classes.answer} data-offered={offered}>
          <Text size="sm" c="dimmed">
            {t('answer', { time: times.dayTime(startsAt, zone), offer: offer.title })}
          </Text>
          <Text fw={620}>{t(`${reason}-title`)}</Text>
          <Text size="sm">{text}</Text>
        </div>
      )}
    </Loaded>
  )
}
