import { listBookings } from '@ecc/contracts/bookings'
import type { Slot } from '@ecc/contracts/coaches'
import { listSlots } from '@ecc/contracts/coaches'
import { getPackage, listPackages, type Package, schedulePackageSession } from '@ecc/contracts/packages'
import { SimpleGrid, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { useBookingStates } from '../../lib/booking-states.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowList } from '../../ui/row-list.tsx'
import { Tag } from '../../ui/tag.tsx'
import { CancelPackage } from './cancel-package.tsx'
import { PackageStanding } from './package-card.tsx'
import classes from './packages.module.css'
import { usePackagesText } from './text.ts'

export interface PackageDetailsProps {
  bought: Package
  /** The coach's free times, from which the next session is chosen. */
  picker: (onChoose: (slot: Pick<Slot, 'startsAt' | 'endsAt'>) => void) => ReactNode
}

/** A package: the next session to schedule, those that are, and the way to end it. */
export function PackageDetails({ bought, picker }: PackageDetailsProps) {
  const t = usePackagesText()
  const times = useTimes()
  const { state, remaining, validUntil, viewerIs } = bought
  const usable = state === 'active' && viewerIs === 'player'
  return (
    <SimpleGrid cols={{ base: 1, md: usable ? 2 : 1 }} spacing={{ base: 'lg', md: 'xl' }} className={classes.columns}>
      <Stack gap="lg">
        <Panel>
          <Stack gap={4}>
            <PackageStanding bought={bought} />
            {state === 'pending' || state === 'lapsed' ? <Unpaid bought={bought} /> : null}
          </Stack>
        </Panel>
        <Scheduled bought={bought} />
        {bought.cancelEffect.allowed && state === 'active' ? <CancelPackage bought={bought} /> : null}
      </Stack>
      {usable ? (
        <Panel
          title={t('scheduleTitle')}
          lead={
            remaining === 0 || validUntil === null
              ? undefined
              : t('scheduleLead', { count: remaining, date: times.dayTime(validUntil) })
          }
        >
          {remaining === 0 ? <Text c="dimmed">{t('allScheduled')}</Text> : <Schedule bought={bought} picker={picker} />}
        </Panel>
      ) : null}
    </SimpleGrid>
  )
}

function Unpaid({ bought: { id, state } }: { bought: Package }) {
  const t = usePackagesText()
  if (state === 'lapsed') return <Text>{t('lapsed')}</Text>
  return (
    <>
      <Text>{t('notPaid')}</Text>
      <LinkButton to="/packages/$id/checkout" params={{ id }} size="sm" mt="xs" style={{ justifySelf: 'start' }}>
        {t('payNow')}
      </LinkButton>
    </>
  )
}

/** Chooses a time, asks once, and schedules it. */
function Schedule({ bought, picker }: PackageDetailsProps) {
  const t = usePackagesText()
  const times = useTimes()
  const [slot, setSlot] = useState<Pick<Slot, 'startsAt' | 'endsAt'> | null>(null)
  const schedule = useApiMutation(schedulePackageSession, {
    invalidates: [getPackage, listPackages, listBookings, listSlots],
    onSuccess: () => {
      setSlot(null)
      notifications.show({ message: t('scheduled') })
    },
  })
  const choose = (next: Pick<Slot, 'startsAt' | 'endsAt'>) => {
    schedule.reset()
    setSlot(next)
  }
  return (
    <>
      {picker(choose)}
      <ConfirmDialog
        opened={slot !== null}
        title={t('askTitle')}
        confirmLabel={t('askDo')}
        busy={schedule.isPending}
        error={schedule.error ? messageOf(schedule.error) : null}
        onConfirm={() => slot && schedule.mutate({ params: { id: bought.id }, body: { startsAt: slot.startsAt } })}
        onClose={() => setSlot(null)}
      >
        {slot === null ? null : (
          <Text>
            {t('askBody', { day: times.longDay(slot.startsAt), range: times.range(slot.startsAt, slot.endsAt) })}
          </Text>
        )}
      </ConfirmDialog>
    </>
  )
}

function Scheduled({ bought }: { bought: Package }) {
  const t = usePackagesText()
  const times = useTimes()
  const states = useBookingStates()
  const { scheduled, sessions, remaining } = bought
  return (
    <Panel title={t('sessions')} lead={t('seats', { used: sessions - remaining, all: sessions })}>
      {scheduled.length === 0 ? (
        <Text c="dimmed">{t('noSessions')}</Text>
      ) : (
        <RowList>
          {scheduled.map(({ bookingId, startsAt, endsAt, state }) => (
            <li key={bookingId}>
              <TextLink to="/bookings/$id" params={{ id: bookingId }} underline="always" className="figures">
                {times.day(startsAt)}, {times.range(startsAt, endsAt)}
              </TextLink>
              <Tag tone={states.tone(state)}>{states.name(state)}</Tag>
            </li>
          ))}
        </RowList>
      )}
    </Panel>
  )
}
