import type { Slot } from '@ecc/contracts/coaches'
import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import classes from './slot-picker.module.css'
import { useCoachPageText } from './text.ts'

/** More times than this and only full and half hours are shown at first. */
const manyTimes = 14
const parts = [
  { name: 'night', fromHour: 0 },
  { name: 'morning', fromHour: 6 },
  { name: 'afternoon', fromHour: 12 },
  { name: 'evening', fromHour: 18 },
] as const

export interface DayTimesProps {
  slots: readonly Slot[]
  /** The other side: the coach, or who a coach plans with. */
  otherName: string
  /** Null while it reads the same as the viewer's. */
  otherZone: string | null
  onChoose: (slot: Slot) => void
}

/** The times of one day by part of the day on the viewer's clock. */
export function DayTimes({ slots, otherName, otherZone, onChoose }: DayTimesProps) {
  const t = useCoachPageText()
  const times = useTimes()
  const [all, setAll] = useState(false)
  const round = slots.filter(({ startsAt }) => times.clock(startsAt).minute % 30 === 0)
  const thinned = !all && slots.length > manyTimes && round.length > 0 && round.length < slots.length
  const shown = Map.groupBy(thinned ? round : slots, ({ startsAt }) => {
    const { hour } = times.clock(startsAt)
    return parts.findLast(({ fromHour }) => hour >= fromHour)?.name ?? 'night'
  })
  return (
    <Stack gap="md" role="group" aria-label={t('pickTime')}>
      {parts.map(({ name }) => {
        const ofPart = shown.get(name)
        if (!ofPart) return null
        return (
          <div key={name}>
            <Text size="sm" c="dimmed" mb={6} id={`times-${name}`}>
              {t(name)}
            </Text>
            <ul className={classes.times} aria-labelledby={`times-${name}`}>
              {ofPart.map((slot) => (
                <li key={slot.startsAt}>
                  <SlotButton slot={slot} otherName={otherName} otherZone={otherZone} onChoose={onChoose} />
                </li>
              ))}
            </ul>
          </div>
        )
      })}
      {thinned ? (
        <Button variant="subtle" color="gray" size="sm" onClick={() => setAll(true)}>
          {t('allTimes', { count: slots.length })}
        </Button>
      ) : null}
    </Stack>
  )
}

function SlotButton({ slot, otherName, otherZone, onChoose }: Omit<DayTimesProps, 'slots'> & { slot: Slot }) {
  const t = useCoachPageText()
  const times = useTimes()
  const { startsAt } = slot
  const time = times.time(startsAt)
  if (otherZone === null) {
    return (
      <button type="button" className={classes.time} onClick={() => onChoose(slot)}>
        <b className="figures">{time}</b>
      </button>
    )
  }
  const otherDay = times.dayKey(startsAt) !== times.dayKey(startsAt, otherZone)
  const weekday = otherDay ? `${times.day(startsAt, otherZone).split(/[ ,]/)[0]} ` : ''
  const theirs = `${weekday}${times.time(startsAt, otherZone)}`
  return (
    <button
      type="button"
      className={classes.time}
      aria-label={t('slot', { time, theirs, name: otherName })}
      onClick={() => onChoose(slot)}
    >
      <b className="figures">{time}</b> <span className="figures">{theirs}</span>
    </button>
  )
}
