import type { BookingDetail } from '@ecc/contracts/bookings'
import { Stack } from '@mantine/core'
import { SlotPicker } from '../features/coach-page/slot-picker.tsx'
import { AnyTime } from '../features/session/any-time.tsx'

export interface OtherTimesProps {
  booking: BookingDetail
  onChoose: (slot: { startsAt: string }) => void
}

/** The times a booking could move to, as its coach offers them, with the other side's clock beside the viewer's. */
export default function OtherTimes({ booking, onChoose }: OtherTimesProps) {
  const { id, coach, player, offerId, startsAt, startsBefore, viewerIs } = booking
  const moving = { id, startsAt, other: viewerIs === 'coach' ? player : coach }
  return (
    <Stack gap="lg">
      <SlotPicker coach={coach} offerId={offerId} moving={moving} before={startsBefore} onChoose={onChoose} />
      {viewerIs === 'player' ? null : <AnyTime onChoose={(at) => onChoose({ startsAt: at })} />}
    </Stack>
  )
}
