import { repeatSession } from '@ecc/contracts/aftermath'
import { type BookingDetail, getBooking, listBookings } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { Button, Group, Select, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useWayBack } from '../../lib/way-back.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { useSessionText } from './text.ts'

const hourMs = 3_600_000
const daysShown = 14
const mostTimes = 100

/** After a technical failure: another time for free, instead of the refund that comes by itself. */
export function RepeatSession({ booking, until }: { booking: BookingDetail; until: string }) {
  const t = useSessionText()
  const times = useTimes()
  const wayBack = useWayBack()
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <Text>
        {t(booking.orderKind === 'package' ? 'repeatBodyPackage' : 'repeatBody', {
          when: times.dayTime(until),
          ...wayBack(booking),
        })}
      </Text>
      <Group>
        <Button onClick={() => setChoosing(true)}>{t('repeatStart')}</Button>
      </Group>
      {choosing ? <ChooseTime booking={booking} onClose={() => setChoosing(false)} /> : null}
    </>
  )
}

/** The coach's free times of the next two weeks. They begin at a full hour, so that looking again asks for the same list. */
function ChooseTime({ booking, onClose }: { booking: BookingDetail; onClose: () => void }) {
  const t = useSessionText()
  const times = useTimes()
  const [from] = useState(() => Math.floor(now() / hourMs) * hourMs)
  const [startsAt, setStartsAt] = useState<string | null>(null)
  const [start, end] = [from, from + daysShown * 24 * hourMs].map((at) => new Date(at).toISOString()) as [
    string,
    string,
  ]
  const last = booking.startsBefore !== null && booking.startsBefore < end ? booking.startsBefore : end
  const query = { offerId: booking.offerId, from: start, to: last }
  const slots = useApiQuery(listSlots, { params: { id: booking.coachId }, query })
  const repeat = useApiMutation(repeatSession, {
    invalidates: [getBooking, listBookings, listSlots],
    onSuccess: onClose,
  })
  return (
    <ConfirmDialog
      opened
      title={t('repeatTitle', { name: booking.coach.displayName })}
      confirmLabel={t('repeatDo')}
      busy={repeat.isPending}
      disabled={startsAt === null}
      error={repeat.error ? messageOf(repeat.error) : null}
      onConfirm={() => startsAt && repeat.mutate({ params: { id: booking.id }, body: { startsAt } })}
      onClose={onClose}
    >
      <Text>{t('repeatEffect')}</Text>
      <Loaded query={slots} skeleton={<LoadingLines count={1} heightPx={60} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>{t('repeatNone', { count: daysShown })}</Text>
          ) : (
            <Select
              label={t('repeatTime')}
              placeholder={t('repeatChoose')}
              searchable
              data={items
                .slice(0, mostTimes)
                .map((slot) => ({ value: slot.startsAt, label: times.dayTime(slot.startsAt) }))}
              value={startsAt}
              onChange={setStartsAt}
            />
          )
        }
      </Loaded>
    </ConfirmDialog>
  )
}
