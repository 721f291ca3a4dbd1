import { getBooking } from '@ecc/contracts/bookings'
import { useParams, useSearch } from '@tanstack/react-router'
import { Checkout } from '../features/checkout/checkout.tsx'
import { useCheckoutText } from '../features/checkout/text.ts'
import { GuardianForm } from '../features/guardian/guardian-form.tsx'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function CheckoutPage() {
  const t = useCheckoutText()
  const { id } = useParams({ from: '/shell/bookings/$id/checkout' })
  const { return: returned } = useSearch({ from: '/shell/bookings/$id/checkout' })
  const booking = useApiQuery(getBooking, { params: { id } }, { refetchInterval: useLiveInterval() })
  const asks = booking.data?.bookingMode === 'request'
  return (
    <Page title={t(asks ? 'askTitle' : 'title')} lead={t(asks ? 'askLead' : 'lead')}>
      <Loaded query={booking}>
        {(data) => (
          <Checkout
            booking={data}
            returning={returned === 1}
            onStale={() => void booking.refetch()}
            guardian={<GuardianForm />}
          />
        )}
      </Loaded>
    </Page>
  )
}
