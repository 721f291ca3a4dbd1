import { playerBusy, tooManyHolds, tooManyOpenRequests } from '@ecc/contracts/bookings'
import type { CoachProfile } from '@ecc/contracts/coaches'
import { notAllowed } from '@ecc/contracts/problems'
import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { isUncertain } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { LinkButton } from '../../ui/link.tsx'
import type { SlotChoice } from './booking-sheet.tsx'
import { useSheetText } from './text.ts'

export interface HoldProblemProps {
  error: unknown
  coach: CoachProfile | undefined
  taken: boolean
  onChoose: (choice: SlotChoice) => void
  onRetry: () => void
}

/** Why the time could not be held, and the way on from there. */
export function HoldProblem({ error, coach, taken, onChoose, onRetry }: HoldProblemProps) {
  const t = useSheetText()
  const icon = <IconAlertTriangle size={18} />
  if (taken && coach) {
    return (
      <Alert color="yellow" variant="light" role="alert" icon={icon} title={t('taken')}>
        <OtherTimes coach={coach} onChoose={onChoose} />
      </Alert>
    )
  }
  return (
    <Alert color="red" variant="light" role="alert" icon={icon}>
      <Text size="sm">
        {tooManyHolds.is(error) ? t('tooMany') : notAllowed.is(error) ? t('notPlayer') : messageOf(error)}
      </Text>
      {tooManyHolds.is(error) || tooManyOpenRequests.is(error) || playerBusy.is(error) ? (
        <LinkButton to="/bookings" variant="default" size="sm" mt="sm">
          {t('toSessions')}
        </LinkButton>
      ) : null}
      {isUncertain(error) ? (
        <Button variant="default" size="sm" mt="sm" onClick={onRetry}>
          {t('again')}
        </Button>
      ) : null}
    </Alert>
  )
}

function OtherTimes({ coach, onChoose }: { coach: CoachProfile; onChoose: (choice: SlotChoice) => void }) {
  const t = useSheetText()
  const times = useTimes()
  const offerId = coach.nextSlotsOfferId
  const slots = offerId === null ? [] : coach.nextSlots
  return (
    <>
      <Text size="sm">{slots.length > 0 ? t('takenBody') : t('takenNone')}</Text>
      <Group gap="xs" mt="sm">
        {slots.map((slot) => (
          <Button
            key={slot.startsAt}
            size="sm"
            variant="default"
            onClick={() => offerId && onChoose({ coachId: coach.id, offerId, slot })}
          >
            {t('choose', { day: times.relativeDay(slot.startsAt), time: times.time(slot.startsAt) })}
          </Button>
        ))}
        <LinkButton to="/coaches/$id" params={{ id: coach.id }} size="sm" variant="default">
          {t('otherTimes', { name: coach.displayName })}
        </LinkButton>
      </Group>
    </>
  )
}
