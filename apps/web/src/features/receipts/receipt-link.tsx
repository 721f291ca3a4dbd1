import type { BookingDetail } from '@ecc/contracts/bookings'
import { getBookingPayment, getOrderPayment } from '@ecc/contracts/payments'
import { useApiQuery } from '../../lib/api.ts'
import { TextLink } from '../../ui/link.tsx'
import { useReceiptsText } from './text.ts'

const captured = ['succeeded', 'partially_refunded', 'refunded']

/** From a session to the receipt of what it was paid with, for its player; nothing while there is none. */
export function ReceiptLink({ booking }: { booking: BookingDetail }) {
  const t = useReceiptsText()
  const isPaid = booking.viewerIs === 'player' && booking.confirmedAt !== null
  const byItself = booking.orderKind === 'booking'
  const asking = { staleTime: 60_000 }
  const params = { id: booking.orderId }
  const ofBooking = useApiQuery(getBookingPayment, { params }, { ...asking, enabled: isPaid && byItself })
  const ofOrder = useApiQuery(getOrderPayment, { params }, { ...asking, enabled: isPaid && !byItself })
  const payment = (byItself ? ofBooking : ofOrder).data
  if (!payment || !captured.includes(payment.state)) return null
  return (
    <TextLink to="/payments/$id/receipt" params={{ id: payment.id }} size="sm">
      {t(byItself ? 'receiptOf' : 'receiptOfOrder')}
    </TextLink>
  )
}
