import { type BookingDetail, cancelBooking, getBooking, listBookings } from '@ecc/contracts/bookings'
import { listPayments } from '@ecc/contracts/payments'
import { Button, Group, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useSessionText } from './text.ts'

/** Cancelling, with its effect told before the click as an amount and a date. */
export function CancelSession({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const money = useMoney()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const effect = useEffectText(booking)
  const cancel = useApiMutation(cancelBooking, {
    invalidates: [getBooking, listBookings, listPayments],
    onSuccess: () => setAsking(false),
  })
  const { coachLate, group } = booking.cancelEffect
  const refund = group?.refund ?? booking.cancelEffect.refund
  const asked = booking.state === 'requested'
  const paid = group !== null || (!asked && booking.state !== 'held')
  const cancelPanel = group ? 'cancelGroupPanel' : booking.group ? 'cancelSeatPanel' : 'cancelPanel'
  const panel = asked ? 'withdrawPanel' : coachLate ? 'leavePanel' : cancelPanel
  const start = t(asked ? 'withdrawStart' : coachLate ? 'leaveStart' : 'cancelStart')
  return (
    <Panel title={t(panel)} tone={coachLate ? 'accent' : 'sunken'}>
      {effect.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <Group>
        <Button variant="default" onClick={() => setAsking(true)}>
          {start}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={t(asked ? 'withdrawTitle' : 'cancelTitle')}
        danger
        cancelLabel={t(asked ? 'keepRequest' : 'keep')}
        confirmLabel={
          !paid
            ? start
            : refund.amount > 0
              ? booking.orderKind === 'package' && booking.cancelEffect.percent === 100
                ? t('cancelToPackageDo')
                : t(group ? 'cancelGroupDo' : 'cancelDo', { amount: money.exact(refund) })
              : t('cancelDoNothing')
        }
        busy={cancel.isPending}
        error={cancel.error ? messageOf(cancel.error) : null}
        onConfirm={() =>
          cancel.mutate({ params: { id: booking.id }, body: reason.trim() === '' ? {} : { reason: reason.trim() } })
        }
        onClose={() => setAsking(false)}
      >
        {effect.map((line) => (
          <Text key={line}>{line}</Text>
        ))}
        <Textarea
          label={t('cancelReason')}
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </Panel>
  )
}

/** What cancelling now does to the money. A hold has none in it yet. */
function useEffectText(booking: BookingDetail): string[] {
  const t = useSessionText()
  const times = useTimes()
  const money = useMoney()
  const { refund, percent, fullRefundUntil, coachLate, credit, group } = booking.cancelEffect
  const amount = money.exact(refund)
  if (group)
    return [
      group.players > 0
        ? t('cancelGroup', { count: group.players, amount: money.exact(group.refund) })
        : t('cancelGroupUnpaid'),
      ...(group.credit.amount > 0 ? [t('cancelCredit', { amount: money.exact(group.credit) })] : []),
    ]
  if (booking.state === 'held') return [t('cancelHeld')]
  if (booking.state === 'requested') return [t('withdrawBody')]
  if (coachLate) return [t('cancelCoachLate', { amount })]
  if (booking.viewerIs === 'admin') return [t('cancelAsStaff', { amount })]
  if (booking.viewerIs === 'coach')
    return [
      t('cancelAsCoach', { amount }),
      ...(credit.amount > 0 ? [t('cancelCredit', { amount: money.exact(credit) })] : []),
    ]
  const now =
    booking.orderKind === 'package' && percent === 100 ? t('cancelToPackage') : t('cancelNow', { amount, percent })
  return [
    refund.amount > 0 ? now : t('cancelNothing'),
    ...(fullRefundUntil === null ? [] : [t('cancelUntil', { when: times.dayTime(fullRefundUntil) })]),
  ]
}
