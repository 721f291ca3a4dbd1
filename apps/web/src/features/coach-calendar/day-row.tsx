import type { Offer } from '@ecc/contracts/coaches'
import { Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useId } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { type CalendarDay, shareOf } from './calendar-days.ts'
import classes from './coach-calendar.module.css'
import { DayTimes } from './day-times.tsx'
import { useCalendarText } from './text.ts'

/** One day: a bar of its hours, the same in words, how many starts are free, and its times to ask about. */
export function DayRow(props: {
  day: CalendarDay
  zone: string
  offers: readonly Offer[]
  stepMinutes: number
  isOpen: boolean
  onToggle: () => void
}) {
  const times = useTimes()
  const id = useId()
  const { day, zone, offers, isOpen } = props
  return (
    <li className={classes.day} data-date={day.key}>
      <h3 className={classes.dayName}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          aria-controls={id}
          disabled={offers.length === 0}
          onClick={props.onToggle}
        >
          {times.day(day.noon, zone)}
          <IconChevronDown size={17} aria-hidden className={isOpen ? classes.turned : undefined} />
        </button>
      </h3>
      <Bar day={day} />
      <DayWords day={day} zone={zone} />
      <FreeStarts day={day} offers={offers} />
      <div id={id} hidden={!isOpen}>
        {isOpen ? <DayTimes day={day} zone={zone} offers={offers} stepMinutes={props.stepMinutes} /> : null}
      </div>
    </li>
  )
}

/** What the words below say, to see at a glance. */
function Bar({ day }: { day: CalendarDay }) {
  const parts = [
    ...day.open.map((span) => ({ ...span, source: day.isPaused ? 'paused' : 'open' })),
    ...day.taken.toSorted((one, other) => Number(one.source === 'booking') - Number(other.source === 'booking')),
  ]
  return (
    <div className={classes.bar} aria-hidden>
      {parts.map((part) => {
        const { from, length } = shareOf(part, day.span)
        const place = { '--from': from, '--length': length } as React.CSSProperties
        return <span key={`${part.source}${part.from}${part.to}`} data-source={part.source} style={place} />
      })}
    </div>
  )
}

function DayWords({ day, zone }: { day: CalendarDay; zone: string }) {
  const t = useCalendarText()
  const times = useTimes()
  const isAllDay = ({ from, to }: { from: string; to: string }) => from === day.span.from && to === day.span.to
  const say = (what: string, span: { from: string; to: string }) =>
    isAllDay(span) ? t('lineAllDay', { what }) : t('line', { what, range: times.range(span.from, span.to, zone) })
  const isClosed = day.open.length === 0 && day.taken.every(({ source }) => source !== 'time-off')
  return (
    <ul className={classes.words}>
      {day.isPaused ? <li data-source="paused">{t('paused')}</li> : null}
      {isClosed && !day.isPaused ? <li>{t('closed')}</li> : null}
      {day.open.map((span) => (
        <li key={span.from} data-source="open">
          {say(t('open'), span)}
        </li>
      ))}
      {day.taken.map((taken) => {
        const line = say(t(taken.source), taken)
        return (
          <li key={`${taken.source}${taken.from}${taken.bookingId}`} data-source={taken.source}>
            {taken.bookingId ? (
              <TextLink to="/bookings/$id" params={{ id: taken.bookingId }} inherit>
                {line}
              </TextLink>
            ) : taken.note ? (
              t('lineNote', { line, note: taken.note })
            ) : (
              line
            )}
          </li>
        )
      })}
    </ul>
  )
}

function FreeStarts({ day, offers }: { day: CalendarDay; offers: readonly Offer[] }) {
  const t = useCalendarText()
  const counts = offers.map((offer) => ({
    offer,
    count: day.free.find(({ offerId }) => offerId === offer.id)?.startsAt.length ?? 0,
  }))
  if (day.open.length === 0 && counts.every(({ count }) => count === 0)) return null
  if (counts.every(({ count }) => count === 0)) {
    return (
      <Text size="sm" c="dimmed">
        {t('starts', { count: 0 })}
      </Text>
    )
  }
  return counts.map(({ offer, count }) => (
    <Text key={offer.id} size="sm" c="dimmed">
      {t('startsOf', { starts: t('starts', { count }), offer: offer.title })}
    </Text>
  ))
}
