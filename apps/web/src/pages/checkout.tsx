import { getBooking } from '@ecc/contracts/bookings'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Checkout } from '../features/checkout/checkout.tsx'
import { orderOfBooking } from '../features/checkout/order.ts'
import { OrderSummary } from '../features/checkout/order-summary.tsx'
import { useCheckoutText } from '../features/checkout/text.ts'
import { GuardianForm } from '../features/guardian/guardian-form.tsx'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { useNow } from '../ui/countdown.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function CheckoutPage() {
  const t = useCheckoutText()
  const { id } = useParams({ from: '/shell/bookings/$id/checkout' })
  const { return: returned } = useSearch({ from: '/shell/bookings/$id/checkout' })
  const navigate = useNavigate()
  const nowMs = useNow()
  const booking = useApiQuery(getBooking, { params: { id } }, { refetchInterval: useLiveInterval() })
  const asks = booking.data?.bookingMode === 'request'
  return (
    <Page title={t(asks ? 'askTitle' : 'title')} lead={t(asks ? 'askLead' : 'lead')}>
      <Loaded query={booking}>
        {(data) => (
          <Checkout
            order={orderOfBooking(data, nowMs)}
            summary={(quote) => <OrderSummary booking={data} quote={quote} />}
            returning={returned === 1}
            onPaid={() => void navigate({ to: '/bookings/$id/confirmed', params: { id }, replace: true })}
            onStale={() => void booking.refetch()}
            guardian={<GuardianForm />}
          />
        )}
      </Loaded>
    </Page>
  )
}
