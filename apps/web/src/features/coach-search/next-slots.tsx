import type { CoachCard as Coach } from '@ecc/contracts/coaches'
import { Text } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useTimes } from '../../lib/viewer.ts'
import { PlainLink } from '../../ui/link.tsx'
import classes from './coach-card.module.css'
import type { Choice } from './coach-card.tsx'
import { useSearchText } from './text.ts'

/** The next free times as buttons, and the way to all of them. */
export function NextSlots({ coach, onChoose }: { coach: Coach; onChoose: (choice: Choice) => void }) {
  const t = useSearchText()
  const times = useTimes()
  const offerId = coach.nextSlotsOfferId
  const name = coach.displayName
  const isGroup = coach.nextSlotsOfferKind === 'group'
  if (offerId === null || coach.nextSlots.length === 0) {
    return (
      <Text size="sm" c="dimmed" className={classes.noTimes}>
        {t('noTimes')}
      </Text>
    )
  }
  return (
    <ul className={classes.slots} aria-label={t('nextTimes', { name })}>
      {coach.nextSlots.map((slot) => {
        const day = times.relativeDay(slot.startsAt)
        const time = times.time(slot.startsAt)
        return (
          <li key={slot.startsAt}>
            <button
              type="button"
              className={classes.slot}
              aria-label={t(isGroup ? 'bookSeat' : 'book', { day, time, name })}
              onClick={() => onChoose({ coachId: coach.id, offerId, slot })}
            >
              <span>{day}</span> <b className="figures">{time}</b>
            </button>
          </li>
        )
      })}
      <li>
        <PlainLink
          to="/coaches/$id"
          params={{ id: coach.id }}
          className={classes.allTimes}
          aria-label={t('allTimesOf', { name })}
        >
          <span className={classes.allTimesText}>{t('allTimes')}</span>
          <IconArrowRight size={17} aria-hidden />
        </PlainLink>
      </li>
    </ul>
  )
}
