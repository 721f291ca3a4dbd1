import { type BookingDetail, getBooking, listBookings } from '@ecc/contracts/bookings'
import { proposeReschedule } from '@ecc/contracts/reschedules'
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { otherSideOf } from './other-side.ts'
import { SessionTime } from './session-time.tsx'
import { useSessionText } from './text.ts'

/** Shows the times on offer; the page brings it, since times belong to another feature. */
export type PickTime = (onChoose: (slot: { startsAt: string }) => void) => ReactNode

const lateMs = 12 * 3_600_000

/** Proposing another time: what is left of the two, until when, and the dialog to choose in. */
export function MoveSession({ booking, pickTime }: { booking: BookingDetail; pickTime: PickTime }) {
  const t = useSessionText()
  const [opened, setOpened] = useState(false)
  const lead = useLead(booking)
  if (lead === null) return null
  const { allowed } = booking.rescheduleEffect
  return (
    <Panel title={t('movePanel')} tone="sunken">
      {lead.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      {allowed ? (
        <Group>
          <Button variant="default" onClick={() => setOpened(true)}>
            {t('moveStart')}
          </Button>
        </Group>
      ) : null}
      <MoveDialog booking={booking} pickTime={pickTime} opened={opened && allowed} onClose={() => setOpened(false)} />
    </Panel>
  )
}

/** What may be done, or why not; null where moving is no question. */
function useLead(booking: BookingDetail): string[] | null {
  const t = useSessionText()
  const times = useTimes()
  const nowMs = useNow(60_000)
  const { refusal, left, until } = booking.rescheduleEffect
  if (refusal === 'none-left') return [t('moveNoneLeft')]
  if (refusal === 'too-late') return [t('moveTooLate')]
  if (refusal !== null || until === null) return null
  if (booking.viewerIs === 'admin') return [t('moveAsStaff')]
  const values = { count: left, when: times.dayTime(until), name: otherSideOf(booking).displayName }
  const isLate = booking.viewerIs === 'coach' && Date.parse(booking.startsAt) - nowMs < lateMs
  return [t('moveLead', values), ...(isLate ? [t('moveLate')] : [])]
}

interface DialogProps {
  booking: BookingDetail
  pickTime: PickTime
  opened: boolean
  onClose: () => void
}

function MoveDialog({ booking, pickTime, opened, onClose }: DialogProps) {
  const t = useSessionText()
  const phone = useMediaQuery('(max-width: 36em)')
  const [startsAt, setStartsAt] = useState<string | null>(null)
  const close = () => {
    setStartsAt(null)
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('movePanel')}
      size="lg"
      fullScreen={phone ?? false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {startsAt === null ? (
        pickTime((slot) => setStartsAt(slot.startsAt))
      ) : (
        <Propose booking={booking} startsAt={startsAt} onBack={() => setStartsAt(null)} onDone={close} />
      )}
    </Modal>
  )
}

function Propose(props: { booking: BookingDetail; startsAt: string; onBack: () => void; onDone: () => void }) {
  const { booking, startsAt, onBack, onDone } = props
  const t = useSessionText()
  const times = useTimes()
  const [reason, setReason] = useState('')
  const start = useRef<HTMLDivElement>(null)
  const propose = useApiMutation(proposeReschedule, { invalidates: [getBooking, listBookings], onSuccess: onDone })
  const endsAt = new Date(Date.parse(startsAt) + booking.durationMinutes * 60_000).toISOString()
  // The list of times with the pressed one is gone: the focus goes to what came in its place.
  useEffect(() => start.current?.focus(), [])
  return (
    <Stack gap="lg">
      <div ref={start} tabIndex={-1} role="group" aria-label={t('moveChosen')}>
        <SessionTime startsAt={startsAt} endsAt={endsAt} other={otherSideOf(booking)} />
        <Text size="sm" c="dimmed" mt={4}>
          {t('moveInstead', { when: times.dayTime(booking.startsAt) })}
        </Text>
      </div>
      <Textarea
        label={t('moveReason')}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {booking.viewerIs === 'admin' ? null : (
        <Text size="sm">{t('moveKeeps', { name: otherSideOf(booking).displayName })}</Text>
      )}
      <FormError message={propose.error ? messageOf(propose.error) : null} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          {t('moveBack')}
        </Button>
        <Button
          loading={propose.isPending}
          onClick={() =>
            propose.mutate({
              params: { id: booking.id },
              body: { startsAt, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
            })
          }
        >
          {t(booking.viewerIs === 'admin' ? 'moveDoStaff' : 'moveDo')}
        </Button>
      </Group>
    </Stack>
  )
}
