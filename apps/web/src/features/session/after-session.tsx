import { withoutFee } from '@ecc/contracts/booking-parts'
import { type BookingDetail, confirmCompletion, getBooking, listBookings } from '@ecc/contracts/bookings'
import { getBookingRatings } from '@ecc/contracts/ratings'
import { Button, SimpleGrid, Text } from '@mantine/core'
import { IconThumbUp } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DisputeLink, ReportLink } from './dispute-link.tsx'
import classes from './session.module.css'
import { useSessionText } from './text.ts'

const changed = [getBooking, listBookings, getBookingRatings]

/** After the session: confirm that it went well, or report a problem, side by side and equally easy. */
export function AfterSession({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const times = useTimes()
  const money = useMoney()
  const [asking, setAsking] = useState(false)
  const name = booking.coach.displayName
  const amount = money.exact(withoutFee(booking))
  const when = booking.releaseAt === null ? '…' : times.dayTime(booking.releaseAt)
  if (booking.viewerIs !== 'player') {
    return (
      <Panel title={t('roomTitle')}>
        <Text>{t('completedCoach', { when })}</Text>
        <DisputeLink booking={booking} />
      </Panel>
    )
  }
  return (
    <Panel tone="accent" title={t('completedTitle')} lead={t('completedBody', { amount, name, when })}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <div className={classes.choice}>
          <Button leftSection={<IconThumbUp size={18} aria-hidden />} onClick={() => setAsking(true)}>
            {t('wentWell')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('wentWellBody', { name })}
          </Text>
        </div>
        {booking.afterwards.disputeUntil === null ? null : (
          <div className={classes.choice}>
            <ReportLink booking={booking} />
            <Text size="sm" c="dimmed">
              {t('somethingWrongBody')}
            </Text>
          </div>
        )}
      </SimpleGrid>
      <DisputeLink booking={booking} />
      <LinkButton to="/coaches/$id" params={{ id: booking.coachId }} variant="subtle" color="gray" size="sm">
        {t('bookAgain')}
      </LinkButton>
      <ConfirmWell booking={booking} opened={asking} onClose={() => setAsking(false)} />
    </Panel>
  )
}

interface DialogProps {
  booking: BookingDetail
  opened: boolean
  onClose: () => void
}

function ConfirmWell({ booking, opened, onClose }: DialogProps) {
  const t = useSessionText()
  const money = useMoney()
  const confirm = useApiMutation(confirmCompletion, { invalidates: changed, onSuccess: onClose })
  return (
    <ConfirmDialog
      opened={opened}
      title={t('confirmTitle')}
      confirmLabel={t('confirmDo')}
      busy={confirm.isPending}
      error={confirm.error ? messageOf(confirm.error) : null}
      onConfirm={() => confirm.mutate({ params: { id: booking.id }, body: {} })}
      onClose={onClose}
    >
      <Text>{t('confirmBody', { amount: money.exact(withoutFee(booking)), name: booking.coach.displayName })}</Text>
    </ConfirmDialog>
  )
}
