import type { Reschedule } from '@ecc/contracts/booking-parts'
import { type BookingDetail, getBooking, listBookings } from '@ecc/contracts/bookings'
import { acceptReschedule, declineReschedule, withdrawReschedule } from '@ecc/contracts/reschedules'
import { Button, Group, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { otherSideOf } from './other-side.ts'
import { SessionTime } from './session-time.tsx'
import { useSessionText } from './text.ts'

const changed = [getBooking, listBookings]

interface ProposalProps {
  booking: BookingDetail
  reschedule: Reschedule
}

/** The open proposal of another time: what it is, how long it is kept, and what the viewer may do about it. */
export function Proposal({ booking, reschedule }: ProposalProps) {
  const t = useSessionText()
  const times = useTimes()
  const other = otherSideOf(booking)
  const name = other.displayName
  const isMine = reschedule.proposedBy === booking.viewerIs
  const isStaff = booking.viewerIs === 'admin'
  const words = isStaff ? 'proposalStaff' : isMine ? 'proposalWaits' : 'proposalAnswer'
  const [before, after] = t(words, { name, left: '|' }).split('|')
  const title = isStaff ? t('proposalAdmin') : t(isMine ? 'proposalMine' : 'proposalTheirs', { name })
  return (
    <Panel title={title} tone={isMine || isStaff ? 'plain' : 'accent'}>
      <div>
        <SessionTime startsAt={reschedule.startsAt} endsAt={reschedule.endsAt} other={other} />
        <Text size="sm" c="dimmed" mt={4}>
          {t('moveInstead', { when: times.dayTime(booking.startsAt) })}
        </Text>
      </div>
      {reschedule.reason === null ? null : <Text>{t('reason', { reason: reschedule.reason })}</Text>}
      <Text>
        {before}
        <b>
          <Countdown until={reschedule.expiresAt} label={t('proposalLeft')} />
        </b>
        {after}
      </Text>
      {isStaff ? null : isMine ? <Withdraw booking={booking} /> : <Answer booking={booking} reschedule={reschedule} />}
    </Panel>
  )
}

function Withdraw({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const withdraw = useApiMutation(withdrawReschedule, { invalidates: changed })
  return (
    <>
      <FormError message={withdraw.error ? messageOf(withdraw.error) : null} />
      <Group>
        <Button
          variant="default"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate({ params: { id: booking.id }, body: {} })}
        >
          {t('proposalWithdraw')}
        </Button>
      </Group>
    </>
  )
}

function Answer({ booking, reschedule }: ProposalProps) {
  const t = useSessionText()
  const [declining, setDeclining] = useState(false)
  const accept = useApiMutation(acceptReschedule, { invalidates: changed })
  const { startsAt } = reschedule
  return (
    <>
      <FormError message={accept.error ? messageOf(accept.error) : null} />
      <Group>
        <Button
          loading={accept.isPending}
          onClick={() => accept.mutate({ params: { id: booking.id }, body: { startsAt } })}
        >
          {t('proposalAccept')}
        </Button>
        <Button variant="default" onClick={() => setDeclining(true)}>
          {t('proposalDecline')}
        </Button>
      </Group>
      <DeclineDialog booking={booking} opened={declining} onClose={() => setDeclining(false)} />
    </>
  )
}

function DeclineDialog(props: { booking: BookingDetail; opened: boolean; onClose: () => void }) {
  const { booking, opened, onClose } = props
  const t = useSessionText()
  const times = useTimes()
  const [reason, setReason] = useState('')
  const decline = useApiMutation(declineReschedule, { invalidates: changed, onSuccess: onClose })
  const body = reason.trim() === '' ? {} : { reason: reason.trim() }
  return (
    <ConfirmDialog
      opened={opened}
      title={t('declineTitle')}
      confirmLabel={t('declineDo')}
      busy={decline.isPending}
      error={decline.error ? messageOf(decline.error) : null}
      onConfirm={() => decline.mutate({ params: { id: booking.id }, body })}
      onClose={onClose}
    >
      <Text>{t('declineBody', { name: otherSideOf(booking).displayName, when: times.dayTime(booking.startsAt) })}</Text>
      <Textarea
        label={t('moveReason')}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}
