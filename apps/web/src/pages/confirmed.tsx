import { getBooking } from '@ecc/contracts/bookings'
import { useParams } from '@tanstack/react-router'
import { Confirmed } from '../features/checkout/confirmed.tsx'
import { useCheckoutText } from '../features/checkout/text.ts'
import { useApiQuery } from '../lib/api.ts'
import { useCalendarFile } from '../lib/calendar-file.ts'
import { Loaded } from '../ui/loaded.tsx'
import { PageFrame, usePageTitle } from '../ui/page.tsx'

export function ConfirmedPage() {
  const t = useCheckoutText()
  const { id } = useParams({ from: '/shell/bookings/$id/confirmed' })
  const booking = useApiQuery(getBooking, { params: { id } })
  const calendar = useCalendarFile(id)
  usePageTitle(t(booking.data?.state === 'requested' ? 'asked' : 'booked'))
  return (
    <PageFrame width="reading">
      <Loaded query={booking}>{(data) => <Confirmed booking={data} calendar={calendar} />}</Loaded>
    </PageFrame>
  )
}
