import { claimGuarantee } from '@ecc/contracts/aftermath'
import { type BookingDetail, getBooking, listBookings } from '@ecc/contracts/bookings'
import { listPayments } from '@ecc/contracts/payments'
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { useAttendance } from '../../lib/attendance.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { useWayBack } from '../../lib/way-back.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FactList } from '../../ui/fact-list.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RepeatSession } from './repeat-session.tsx'
import { useSessionText } from './text.ts'

const changed = [getBooking, listBookings, listPayments]

/** Who was there and what was decided of it, with what the viewer may still do about it. */
export function Outcome({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const attendance = useAttendance()
  const money = useMoney()
  const { outcome, afterwards } = booking
  if (outcome === null) {
    const { repeatUntil } = afterwards
    return repeatUntil === null ? null : (
      <Panel title={t('repeatStart')}>
        <RepeatSession booking={booking} until={repeatUntil} />
      </Panel>
    )
  }
  const refund = outcome.refund.amount > 0 ? [[t('outcomeRefund'), money.exact(outcome.refund)] as const] : []
  const facts = [...attendance.lines(outcome, booking), ...refund]
  return (
    <Panel title={t('outcomeTitle')} lead={attendance.name(outcome.kind)}>
      <FactList facts={facts} />
      <Text size="sm" c="dimmed">
        {t('outcomeRecords')}
      </Text>
      {outcome.contestedBy === null ? null : <Text>{t(`contestedBy_${outcome.contestedBy}`)}</Text>}
      {afterwards.repeatUntil === null ? null : <RepeatSession booking={booking} until={afterwards.repeatUntil} />}
      {afterwards.contestUntil === null ? null : <Contest booking={booking} until={afterwards.contestUntil} />}
    </Panel>
  )
}

function Contest({ booking, until }: { booking: BookingDetail; until: string }) {
  const t = useSessionText()
  const times = useTimes()
  return (
    <>
      <Text>{t('contestBody', { when: times.dayTime(until) })}</Text>
      <Group>
        <LinkButton to="/bookings/$id/dispute" params={{ id: booking.id }} variant="default">
          {t('contestStart')}
        </LinkButton>
      </Group>
    </>
  )
}

/** The first session was not for the player: their money back, paid by the platform. */
export function Guarantee({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const times = useTimes()
  const money = useMoney()
  const [asking, setAsking] = useState(false)
  const claim = useApiMutation(claimGuarantee, { invalidates: changed, onSuccess: () => setAsking(false) })
  const wayBack = useWayBack()
  const { guarantee } = booking.afterwards
  if (guarantee === null) return null
  const amount = money.exact(guarantee.refund)
  return (
    <Panel title={t('guaranteeTitle')} tone="sunken">
      <Text>{t('guaranteeBody', { amount, when: times.dayTime(guarantee.until) })}</Text>
      <Group>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('guaranteeStart')}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={t('guaranteeAsk')}
        confirmLabel={t('guaranteeDo', { amount })}
        busy={claim.isPending}
        error={claim.error ? messageOf(claim.error) : null}
        onConfirm={() => claim.mutate({ params: { id: booking.id }, body: {} })}
        onClose={() => setAsking(false)}
      >
        <Text>{t('guaranteeEffect', { ...wayBack(booking, guarantee.refund), name: booking.coach.displayName })}</Text>
      </ConfirmDialog>
    </Panel>
  )
}
