import { listBookings } from '@ecc/contracts/bookings'
import type { CoachProfile } from '@ecc/contracts/coaches'
import { listPackages, type Package, schedulePackageSession } from '@ecc/contracts/packages'
import { Alert, Button, Group, Text } from '@mantine/core'
import { IconPackages } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { FormError } from '../../ui/states.tsx'
import type { SlotChoice } from './booking-sheet.tsx'
import { useSheetText } from './text.ts'

/** The package whose session this choice could be: same game and length, begun before its last day. `known` once that is sure. */
export function useUsablePackage(choice: SlotChoice, coach: CoachProfile | undefined, signedIn: boolean) {
  const query = { as: 'player', state: 'active', coachId: choice.coachId } as const
  const packages = useApiQuery(listPackages, { query }, { enabled: signedIn })
  const offer = coach?.offers.find(({ id }) => id === choice.offerId)
  const usable = packages.data?.items.find(
    (one) =>
      one.remaining > 0 &&
      offer?.kind === 'single' &&
      one.gameId === offer.gameId &&
      one.durationMinutes === offer.durationMinutes &&
      Date.parse(choice.slot.startsAt) < Date.parse(one.validUntil ?? ''),
  )
  return { usable, known: packages.error !== null || (packages.isSuccess && coach !== undefined) }
}

/** Offers to use a session that is paid for instead of paying for this one. */
export function UsePackage(props: { bought: Package; choice: SlotChoice; onPay: () => void }) {
  const t = useSheetText()
  const navigate = useNavigate()
  const { bought, choice, onPay } = props
  const schedule = useApiMutation(schedulePackageSession, {
    invalidates: [listPackages, listBookings],
    onSuccess: ({ id }) => void navigate({ to: '/bookings/$id/confirmed', params: { id }, replace: true }),
  })
  return (
    <Alert variant="light" icon={<IconPackages size={18} />} title={t('packageTitle', { count: bought.remaining })}>
      <Text size="sm">{t('packageBody', { title: bought.offerTitle })}</Text>
      <FormError message={schedule.error ? messageOf(schedule.error) : null} />
      <Group gap="xs" mt="sm">
        <Button
          loading={schedule.isPending}
          onClick={() => schedule.mutate({ params: { id: bought.id }, body: { startsAt: choice.slot.startsAt } })}
        >
          {t('packageUse')}
        </Button>
        <Button variant="default" onClick={onPay}>
          {t('packagePay')}
        </Button>
      </Group>
    </Alert>
  )
}
