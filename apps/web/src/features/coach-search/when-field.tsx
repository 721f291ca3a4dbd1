import { SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
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
  const isDay = filters.freeFrom !== undefined
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
        value={filters.when ?? (isDay ? chosenDay : '')}
        onChange={choose}
        options={[
          { value: '', label: t('anyTime') },
          ...times.map((time) => ({ value: time, label: t(time) })),
          { value: chosenDay, label: t('chosenDay') },
        ]}
      />
      {filters.freeFrom === undefined || filters.freeTo === undefined ? null : (
        <DayHoursFields
          // Anew when another span comes from elsewhere, such as a link or the browser's way back.
          key={`${filters.freeFrom} ${filters.freeTo} ${zone}`}
          value={dayHoursOf({ from: filters.freeFrom, to: filters.freeTo }, zone)}
          first={today}
          last={daysOf(nowMs, zone, horizonDays, 1)[0]?.key ?? ''}
          onChange={(hours) => {
            const span = dayHoursSpan(hours, zone)
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
  const apply = () => {
    const hours = { ...value, ...Object.fromEntries(Object.entries(typed).filter(([, part]) => part !== '')) }
    const isSame = hours.date === value.date && hours.from === value.from && hours.to === value.to
    if (!isSame && hours.date >= first && hours.date <= last) onChange(hours)
  }
  const field = (part: keyof DayHours, type: 'date' | 'time') => (
    <TextInput
      type={type}
      label={t(`${part}Label`)}
      value={typed[part]}
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
