import { getCalendar } from '@ecc/contracts/availability'
import { getAvailability, listOwnOffers, type Offer, type OwnAvailability } from '@ecc/contracts/coaches'
import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { daysSpan } from '../../lib/calendar.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { type CoachCalendar, calendarDays } from './calendar-days.ts'
import classes from './coach-calendar.module.css'
import { DayRow } from './day-row.tsx'
import { useCalendarText } from './text.ts'

const shownDays = 14

/** What the saved hours come to in the next two weeks, and why a time is or is not offered. */
export function CalendarResult({ unsaved }: { unsaved: boolean }) {
  const t = useCalendarText()
  const times = useTimes()
  const hours = useApiQuery(getAvailability, {})
  const offers = useApiQuery(listOwnOffers, {})
  const zone = hours.data?.zone
  return (
    <Panel title={t('title')} lead={zone ? t('lead', { zone: times.zoneName(undefined, zone) }) : undefined}>
      {/* Always there, so that it is read out when it gets words. */}
      <Text size="sm" c="var(--warn)" role="status" className={classes.unsaved}>
        {unsaved ? t('unsaved') : ''}
      </Text>
      <Loaded query={hours} skeleton={<LoadingLines count={5} heightPx={56} />}>
        {(saved) => (
          <Loaded query={offers} skeleton={<LoadingLines count={5} heightPx={56} />}>
            {({ items }) => <Days saved={saved} offers={items} />}
          </Loaded>
        )}
      </Loaded>
    </Panel>
  )
}

function Days({ saved, offers }: { saved: OwnAvailability; offers: readonly Offer[] }) {
  // Days change at midnight and free starts as they pass; a minute is soon enough for both.
  const nowMs = useNow(60_000)
  const query = daysSpan(nowMs, saved.zone, 0, shownDays)
  const calendar = useApiQuery(getCalendar, { query }, { keepPrevious: true, refetchInterval: 60_000 })
  return (
    <Loaded query={calendar} skeleton={<LoadingLines count={5} heightPx={56} />}>
      {(data) => <DayList calendar={data} nowMs={nowMs} saved={saved} offers={offers} />}
    </Loaded>
  )
}

function DayList(props: { calendar: CoachCalendar; nowMs: number; saved: OwnAvailability; offers: readonly Offer[] }) {
  const t = useCalendarText()
  const times = useTimes()
  const { calendar, saved } = props
  const [open, setOpen] = useState<string | null>(null)
  const onSale = props.offers.filter(({ id }) => calendar.free.some(({ offerId }) => offerId === id))
  return (
    <Stack gap="xs">
      {calendar.pausedUntil ? (
        <Text size="sm">{t('pausedNow', { date: times.day(calendar.pausedUntil, calendar.zone) })}</Text>
      ) : null}
      {onSale.length === 0 ? <Text size="sm">{t('noOffers')}</Text> : null}
      {calendar.open.length === 0 ? <Text size="sm">{t('nothing')}</Text> : null}
      <ul className={classes.days}>
        {calendarDays(calendar, props.nowMs, shownDays).map((day) => (
          <DayRow
            key={day.key}
            day={day}
            zone={calendar.zone}
            offers={onSale}
            stepMinutes={saved.stepMinutes}
            isOpen={open === day.key}
            onToggle={() => setOpen(open === day.key ? null : day.key)}
          />
        ))}
      </ul>
    </Stack>
  )
}
