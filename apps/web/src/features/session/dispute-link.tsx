import type { BookingDetail } from '@ecc/contracts/bookings'
import { Group } from '@mantine/core'
import { IconFlag } from '@tabler/icons-react'
import { LinkButton } from '../../ui/link.tsx'
import { useSessionText } from './text.ts'

/** From a session to the dispute about it, whether it goes on or is over; nothing where there was none. */
export function DisputeLink({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const { dispute } = booking.afterwards
  if (dispute === null) return null
  return (
    <Group>
      <LinkButton
        to="/bookings/$id/dispute"
        params={{ id: booking.id }}
        variant={dispute.yourTurn ? 'filled' : 'default'}
      >
        {t(dispute.yourTurn ? 'disputeAnswer' : 'disputeSee')}
      </LinkButton>
    </Group>
  )
}

/** To the form that opens one. */
export function ReportLink({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  return (
    <LinkButton
      to="/bookings/$id/dispute"
      params={{ id: booking.id }}
      variant="default"
      leftSection={<IconFlag size={18} aria-hidden />}
    >
      {t('somethingWrong')}
    </LinkButton>
  )
}
