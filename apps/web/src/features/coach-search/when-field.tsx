import { SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type DayHours, dayHoursOf, dayHoursSpan, daysOf } from '../../lib/calendar.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Choices } from './choices.tsx'
import { type Filters, times, type When } from './filters.ts'
import { useSearchText } from './text.ts'

const chosenDay = 'day'
/** As far as anyone can be booked ahead. */
const horizonDays = 60

/** When a coach should be free: a name for a stretch of time, or some hours of a day. */
export function WhenField({ filters, onChange }: { filters: Filters; onChange: (change: Partial<Filters>) => void }) {
  const t = useSearchText()
  const { zone } = useTimes()
  const nowMs = useNow(60_000)
  const { freeFrom, freeTo } = filters
  const hours = useMemo(
    () =>
      freeFrom === undefined || freeTo === undefined ? undefined : dayHoursOf({ from: freeFrom, to: freeTo }, zone),
    [freeFrom, freeTo, zone],
  )
  const today = daysOf(nowMs, zone, 0, 1)[0]?.key ?? ''
  const choose = (value: string) => {
    const isName = times.some((time) => time === value)
    const span = value === chosenDay ? dayHoursSpan({ date: today, from: '00:00', to: '00:00' }, zone) : undefined
    onChange({ when: isName ? (value as When) : undefined, freeFrom: span?.from, freeTo: span?.to })
  }
  return (
    <Stack gap="xs">
      <Choices
        label={t('when')}
        value={filters.when ?? (hours ? chosenDay : '')}
        onChange={choose}
        options={[
          { value: '', label: t('anyTime') },
          ...times.map((time) => ({ value: time, label: t(time) })),
          { value: chosenDay, label: t('chosenDay') },
        ]}
      />
      {hours === undefined ? null : (
        <DayHoursFields
          value={hours}
          first={today}
          last={daysOf(nowMs, zone, horizonDays, 1)[0]?.key ?? ''}
          onChange={(chosen) => {
            const span = dayHoursSpan(chosen, zone)
            onChange({ when: undefined, freeFrom: span.from, freeTo: span.to })
          }}
        />
      )}
    </Stack>
  )
}

interface DayHoursFieldsProps {
  value: DayHours
  first: string
  last: string
  onChange: (hours: DayHours) => void
}

/** A date and two clock times; they count once one leaves the field, since half a date is none. */
function DayHoursFields({ value, first, last, onChange }: DayHoursFieldsProps) {
  const t = useSearchText()
  const [typed, setTyped] = useState(value)
  const applied = useRef(value)
  useEffect(() => {
    // It came from elsewhere, such as the browser's way back; one's own may be typed over already.
    if (!isSame(value, applied.current)) setTyped(value)
    applied.current = value
  }, [value])
  const apply = () => {
    const hours = { ...value, ...Object.fromEntries(Object.entries(typed).filter(([, part]) => part !== '')) }
    if (isSame(hours, applied.current) || hours.date < first || hours.date > last) return
    applied.current = hours
    onChange(hours)
  }
  const field = (part: keyof DayHours, type: 'date' | 'time') => (
    <TextInput
      type={type}
      label={t(`${part}Label`)}
      value={typed[part]}
      // The narrow column holds "08:30 PM" and the browser's own button.
      styles={{ input: { paddingInline: 8 } }}
      {...(type === 'date' ? { min: first, max: last } : { step: 300 })}
      onChange={(event) => setTyped({ ...typed, [part]: event.currentTarget.value })}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply()
      }}
    />
  )
  return (
    <div role="group" aria-label={t('chosenDay')}>
      {field('date', 'date')}
      <SimpleGrid cols={2} spacing="sm" mt="xs">
        {field('from', 'time')}
        {field('to', 'time')}
      </SimpleGrid>
    </div>
  )
}

const isSame = (a: DayHours, b: DayHours) => a.date === b.date && a.from === b.from && a.to === b.to
