import { type CoachProfile, listSlots, type Slot } from '@ecc/contracts/coaches'
import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { daysOf, daysSpan } from '../../lib/calendar.ts'
import { now } from '../../lib/clock.ts'
import type { Span } from '../../lib/span.ts'
import { daysBetween } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { DayStrip } from './day-strip.tsx'
import { DayTimes } from './day-times.tsx'
import classes from './slot-picker.module.css'
import { useCoachPageText } from './text.ts'

const windowDays = 7
/** Nothing can be booked further ahead than this (product rules, "horizon"). */
export const horizonDays = 60

export interface SlotPickerProps {
  coach: Pick<CoachProfile, 'id' | 'displayName'> & Partial<Pick<CoachProfile, 'nextSlots' | 'nextSlotsOfferId'>>
  offerId: string
  /** A booking that is to move: it is not in its own way, its week is shown first, and beside each time `other`'s clock. */
  moving?: Moving
  /** Later times are not shown: the end of the package that a session comes out of. */
  before?: string | null
  onChoose: (slot: Slot) => void
  /** What a day without free times offers instead. */
  fullDay?: (day: Span, onFree: () => void) => ReactNode
}

interface Moving {
  id: string
  startsAt: string
  other: { displayName: string; timeZone: string }
}

/** Free times by day on the viewer's clock, with the coach's (or who else is asked) below each when it reads differently. */
export function SlotPicker({ coach, offerId, moving, before = null, onChoose, fullDay }: SlotPickerProps) {
  const t = useCoachPageText()
  const times = useTimes()
  const nowMs = useNow(60_000)
  const [offset, setOffset] = useState(() => firstWindow(moving?.startsAt ?? nextSlotOf(coach, offerId), times.dayKey))
  const [chosenDay, setChosenDay] = useState<string | null>(null)
  const span = daysSpan(nowMs, times.zone, offset, windowDays)
  const from = offset === 0 ? stepBegun(nowMs) : span.from
  const query = { offerId, from, to: span.to, ...(moving ? { moving: moving.id } : {}) }
  const slots = useApiQuery(listSlots, { params: { id: coach.id }, query })
  const days = daysOf(nowMs, times.zone, offset, windowDays)
  const move = (by: number) => {
    setChosenDay(null)
    setOffset((before) => Math.min(Math.max(0, before + by), horizonDays - (horizonDays % windowDays)))
  }
  const last = offset + windowDays >= horizonDays || !isBefore(span.to, before)

  const free = (slots.data?.items ?? []).filter(
    ({ startsAt }) => startsAt !== moving?.startsAt && isBefore(startsAt, before),
  )
  const byDay = Map.groupBy(free, (slot) => times.dayKey(slot.startsAt))
  const day = chosenDay ?? days.find(({ key }) => byDay.has(key))?.key ?? days[0]?.key
  const dayIndex = days.findIndex(({ key }) => key === day)
  const full = fullDay?.(daysSpan(nowMs, times.zone, offset + dayIndex, 1), () => void slots.refetch())
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={620} id="pick-day">
          {t('pickDay')}
        </Text>
        <WeekArrows first={offset === 0} last={last} onMove={move} />
      </Group>
      <DayStrip days={days} chosen={day} countOf={(key) => byDay.get(key)?.length ?? 0} onChoose={setChosenDay} />
      <Loaded query={slots} errorTitle={t('slotsFailed')} skeleton={<LoadingLines count={1} heightPx={120} />}>
        {({ coachZone }) => {
          if (free.length === 0) {
            return (
              <div className={classes.none}>
                <Text c="dimmed">{last ? t('noneAtAll') : t('noneThisWeek')}</Text>
                {last ? null : (
                  <Button variant="default" size="sm" onClick={() => move(windowDays)}>
                    {t('nextWeek')}
                  </Button>
                )}
                {chosenDay === null ? null : full}
              </div>
            )
          }
          const ofDay = (day === undefined ? undefined : byDay.get(day)) ?? []
          const other = moving?.other ?? { displayName: coach.displayName, timeZone: coachZone }
          return <DayOfTimes key={day} slots={ofDay} from={span.from} other={other} onChoose={onChoose} full={full} />
        }}
      </Loaded>
    </Stack>
  )
}

interface DayOfTimesProps {
  slots: readonly Slot[]
  /** An instant of the week, for a day without times. */
  from: string
  /** Whose clock stands beside the viewer's. */
  other: Moving['other']
  onChoose: (slot: Slot) => void
  full: ReactNode
}

/** The times of one day, and by which clocks they are. */
function DayOfTimes({ slots, from, other, onChoose, full }: DayOfTimesProps) {
  const t = useCoachPageText()
  const times = useTimes()
  const at = slots[0]?.startsAt ?? from
  // All of the day's times are asked: on a day of a clock change the two may part in the middle of it.
  const otherClock = slots.some(({ startsAt }) => !times.readsTheSame(other.timeZone, startsAt))
  return (
    <>
      <Text size="sm" c="dimmed">
        {otherClock
          ? t('bothClocks', { zone: times.zoneName(at), theirZone: times.zoneName(at, other.timeZone) })
          : t('yourClock', { zone: times.zoneName(at) })}
      </Text>
      <ClockChanges slots={slots} zones={otherClock ? [times.zone, other.timeZone] : [times.zone]} />
      {slots.length === 0 ? (
        <div className={classes.none}>
          <Text>{t('noTimesThatDay')}</Text>
          {full}
        </div>
      ) : null}
      <DayTimes
        slots={slots}
        otherName={other.displayName}
        otherZone={otherClock ? other.timeZone : null}
        onChoose={onChoose}
      />
    </>
  )
}

/** Says which clocks change between the first and the last of these times, since a zone's distance from UTC stands above. */
function ClockChanges({ slots, zones }: { slots: readonly Slot[]; zones: readonly string[] }) {
  const t = useCoachPageText()
  const times = useTimes()
  const [first, last] = [slots[0], slots.at(-1)]
  if (!first || !last) return null
  return zones.map((zone) => {
    const before = times.zoneName(first.startsAt, zone)
    const after = times.zoneName(last.startsAt, zone)
    return before === after ? null : (
      <Text key={zone} size="sm">
        {t('clockChange', { before, after })}
      </Text>
    )
  })
}

function WeekArrows(props: { first: boolean; last: boolean; onMove: (days: number) => void }) {
  const t = useCoachPageText()
  const arrow = { variant: 'default', size: 36 } as const
  return (
    <Group gap={4}>
      <ActionIcon {...arrow} aria-label={t('earlier')} disabled={props.first} onClick={() => props.onMove(-windowDays)}>
        <IconChevronLeft size={18} />
      </ActionIcon>
      <ActionIcon {...arrow} aria-label={t('later')} disabled={props.last} onClick={() => props.onMove(windowDays)}>
        <IconChevronRight size={18} />
      </ActionIcon>
    </Group>
  )
}

const isBefore = (at: string, end: string | null) => end === null || Date.parse(at) < Date.parse(end)

function nextSlotOf(coach: SlotPickerProps['coach'], offerId: string): string | undefined {
  return coach.nextSlotsOfferId === offerId ? coach.nextSlots?.[0]?.startsAt : undefined
}

/** The window that holds this time, e.g. the coach's next free one, so that nobody starts on an empty one. */
function firstWindow(startsAt: string | undefined, dayKey: (at: string | number) => string): number {
  if (startsAt === undefined) return 0
  const days = daysBetween(dayKey(now()), dayKey(startsAt))
  return Math.max(0, Math.floor(days / windowDays) * windowDays)
}

/** The five minutes that have begun: steady enough for a query's key. */
export function stepBegun(nowMs: number): string {
  const step = 5 * 60_000
  return new Date(Math.floor(nowMs / step) * step).toISOString()
}
