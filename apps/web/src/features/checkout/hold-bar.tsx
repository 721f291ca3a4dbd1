import { cancelBooking, getBooking, listBookings } from '@ecc/contracts/bookings'
import { cancelPackage, getPackage } from '@ecc/contracts/packages'
import { getSeries } from '@ecc/contracts/series'
import { Button, Text } from '@mantine/core'
import { IconHourglassHigh } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import classes from './checkout.module.css'
import type { CheckoutOrder } from './order.ts'
import { useCheckoutText } from './text.ts'

/** How long the order can still be paid, and the way to let it go, where something is held. */
export function HoldBar({ order }: { order: CheckoutOrder }) {
  const t = useCheckoutText()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const { coach } = order
  const onSuccess = () => {
    if (coach) void navigate({ to: '/coaches/$id', params: { id: coach.id }, search: {}, replace: true })
  }
  const letGoBooking = useApiMutation(cancelBooking, { invalidates: [getBooking, listBookings, getSeries], onSuccess })
  const letGoPackage = useApiMutation(cancelPackage, { invalidates: [getPackage], onSuccess })
  const isPackage = order.kind === 'package'
  const letGo = isPackage ? letGoPackage : letGoBooking
  const [before, after] = t(isPackage || coach === null ? 'payWithin' : 'heldFor', { left: '|' }).split('|')
  return (
    <div className={classes.hold}>
      <IconHourglassHigh size={20} aria-hidden />
      <Text fw={620}>
        {before}
        <Countdown until={order.payableUntil} label={t('timeLeft')} />
        {after}
      </Text>
      {coach === null ? null : (
        <Button variant="subtle" color="gray" size="compact-sm" ml="auto" onClick={() => setAsking(true)}>
          {t(isPackage ? 'letGoPackage' : 'letGo')}
        </Button>
      )}
      <ConfirmDialog
        opened={asking}
        title={t(isPackage ? 'letGoPackageTitle' : 'letGoTitle')}
        confirmLabel={t('letGoConfirm')}
        cancelLabel={t('keep')}
        busy={letGo.isPending}
        error={letGo.error ? messageOf(letGo.error) : null}
        onConfirm={() => letGo.mutate({ params: { id: order.heldBookingId ?? order.id }, body: {} })}
        onClose={() => setAsking(false)}
      >
        <Text>{t(isPackage ? 'letGoPackageBody' : order.kind === 'series' ? 'letGoSeriesBody' : 'letGoBody')}</Text>
      </ConfirmDialog>
    </div>
  )
}
