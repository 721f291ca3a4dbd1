import { type CoachProfile, listSlots, type Offer, type Slot } from '@ecc/contracts/coaches'
import type { ReplyOf } from '@ecc/contracts/define'
import { Stack, Text } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { daysSpan } from '../../lib/calendar.ts'
import { useGroupText } from '../../lib/group.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import classes from './group-dates.module.css'
import { horizonDays, stepBegun } from './slot-picker.tsx'
import { useCoachPageText } from './text.ts'

type DateSlot = ReplyOf<typeof listSlots>['items'][number]

/** The dates of a group with a seat left: when, how many seats, and what its taking place hangs on. */
export function GroupDates(props: {
  coach: Pick<CoachProfile, 'id' | 'displayName'>
  offer: Offer
  onChoose: (slot: Slot) => void
}) {
  const { coach, offer, onChoose } = props
  const t = useCoachPageText()
  const times = useTimes()
  const nowMs = useNow(60_000)
  const { to } = daysSpan(nowMs, times.zone, 0, horizonDays + 1)
  const query = { offerId: offer.id, from: stepBegun(nowMs), to }
  const dates = useApiQuery(listSlots, { params: { id: coach.id }, query })
  return (
    <Stack gap="sm">
      <Text fw={620} id="pick-date">
        {t('pickDate')}
      </Text>
      <Loaded query={dates} errorTitle={t('slotsFailed')} skeleton={<LoadingLines count={2} heightPx={96} />}>
        {({ items, coachZone }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t('noDates')}</Text>
          ) : (
            <>
              <Text size="sm" c="dimmed">
                {t('yourClock', { zone: times.zoneName(items[0]?.startsAt) })}
              </Text>
              <ul className={classes.dates} aria-labelledby="pick-date">
                {items.map((slot) => (
                  <li key={slot.startsAt}>
                    <GroupDate slot={slot} coach={coach} coachZone={coachZone} nowMs={nowMs} onChoose={onChoose} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Stack>
  )
}

function GroupDate(props: {
  slot: DateSlot
  coach: Pick<CoachProfile, 'displayName'>
  coachZone: string
  nowMs: number
  onChoose: (slot: Slot) => void
}) {
  const { slot, coach, coachZone, nowMs, onChoose } = props
  const t = useCoachPageText()
  const times = useTimes()
  const words = useGroupText()
  const { startsAt, endsAt, group } = slot
  if (group === null) return null
  const theirs = times.readsTheSame(coachZone, startsAt)
    ? null
    : t('theirTime', { when: times.dayTime(startsAt, coachZone), name: coach.displayName })
  return (
    <button type="button" className={classes.date} onClick={() => onChoose(slot)}>
      <b>
        {times.day(startsAt)}, <span className="figures">{times.range(startsAt, endsAt)}</span>
      </b>
      {theirs === null ? null : <span className={classes.soft}>{theirs}</span>}
      <span className={classes.seats}>{words.seatsLeft(group)}</span>
      <span className={classes.soft}>{words.whether(group, nowMs)}</span>
    </button>
  )
}
