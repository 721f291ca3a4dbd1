import { type Booking, getBooking, listBookings, slotTaken } from '@ecc/contracts/bookings'
import { acceptRequest, declineRequest, notRequested } from '@ecc/contracts/requests'
import { Button, Group, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { invalidate, useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useAnswerText } from './text.ts'

/** A coach's answer to a request: accept, or decline with a reason, each asked once more with what it means. */
export function AnswerRequest({ booking }: { booking: Booking }) {
  const t = useAnswerText()
  const [asking, setAsking] = useState<'accept' | 'decline' | null>(null)
  const name = booking.player.displayName
  const close = () => setAsking(null)
  return (
    <Group gap="xs">
      <Button onClick={() => setAsking('accept')} aria-label={t('acceptNamed', { name })}>
        {t('accept')}
      </Button>
      <Button variant="default" onClick={() => setAsking('decline')} aria-label={t('declineNamed', { name })}>
        {t('decline')}
      </Button>
      <AcceptDialog booking={booking} opened={asking === 'accept'} onClose={close} />
      <DeclineDialog booking={booking} opened={asking === 'decline'} onClose={close} />
    </Group>
  )
}

interface DialogProps {
  booking: Booking
  opened: boolean
  onClose: () => void
}

function AcceptDialog({ booking, opened, onClose }: DialogProps) {
  const t = useAnswerText()
  const times = useTimes()
  const money = useMoney()
  const accept = useApiMutation(acceptRequest, useAnswered(t('accepted'), onClose))
  const { startsAt, endsAt, player, price } = booking
  const about = { day: times.day(startsAt), range: times.range(startsAt, endsAt), name: player.displayName }
  return (
    <ConfirmDialog
      opened={opened}
      title={t('acceptTitle')}
      cancelLabel={t('back')}
      confirmLabel={t('acceptDo')}
      busy={accept.isPending}
      error={accept.error ? (slotTaken.is(accept.error) ? t('taken') : messageOf(accept.error)) : null}
      onConfirm={() => accept.mutate({ params: { id: booking.id }, body: {} })}
      onClose={onClose}
    >
      <Text>{t('acceptBody', { ...about, amount: money.exact(price) })}</Text>
    </ConfirmDialog>
  )
}

function DeclineDialog({ booking, opened, onClose }: DialogProps) {
  const t = useAnswerText()
  const [reason, setReason] = useState('')
  const decline = useApiMutation(declineRequest, useAnswered(t('declined'), onClose))
  const said = reason.trim()
  return (
    <ConfirmDialog
      opened={opened}
      title={t('declineTitle')}
      danger
      cancelLabel={t('back')}
      confirmLabel={t('declineDo')}
      busy={decline.isPending}
      error={decline.error ? messageOf(decline.error) : null}
      onConfirm={() => decline.mutate({ params: { id: booking.id }, body: said === '' ? {} : { reason: said } })}
      onClose={onClose}
    >
      <Text>{t('declineBody', { name: booking.player.displayName })}</Text>
      <Textarea
        label={t('declineReason')}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}

/** What follows an answer. A request that is no longer open, because it was withdrawn or has lapsed, is fetched anew. */
function useAnswered(said: string, onClose: () => void) {
  const queryClient = useQueryClient()
  return {
    invalidates: [getBooking, listBookings] as const,
    onSuccess: () => {
      notifications.show({ message: said })
      onClose()
    },
    onError: (error: unknown) => {
      if (notRequested.is(error)) void invalidate(queryClient, [getBooking, listBookings])
    },
  }
}
