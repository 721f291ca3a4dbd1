import { type Booking, cancelBooking, getBooking, listBookings } from '@ecc/contracts/bookings'
import { Button, Text } from '@mantine/core'
import { IconHourglassHigh } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import classes from './checkout.module.css'
import { useCheckoutText } from './text.ts'

/** How long the time is still held, and the way to let it go. */
export function HoldBar({ booking }: { booking: Booking }) {
  const t = useCheckoutText()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const letGo = useApiMutation(cancelBooking, {
    invalidates: [getBooking, listBookings],
    onSuccess: () => void navigate({ to: '/coaches/$id', params: { id: booking.coachId }, search: {}, replace: true }),
  })
  const [before, after] = t('heldFor', { left: '|' }).split('|')
  return (
    <div className={classes.hold}>
      <IconHourglassHigh size={20} aria-hidden />
      <Text fw={620}>
        {before}
        <Countdown until={booking.holdExpiresAt} label={t('timeLeft')} />
        {after}
      </Text>
      <Button variant="subtle" color="gray" size="compact-sm" ml="auto" onClick={() => setAsking(true)}>
        {t('letGo')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('letGoTitle')}
        confirmLabel={t('letGoConfirm')}
        cancelLabel={t('keep')}
        busy={letGo.isPending}
        error={letGo.error ? messageOf(letGo.error) : null}
        onConfirm={() => letGo.mutate({ params: { id: booking.id }, body: {} })}
        onClose={() => setAsking(false)}
      >
        <Text>{t('letGoBody')}</Text>
      </ConfirmDialog>
    </div>
  )
}
