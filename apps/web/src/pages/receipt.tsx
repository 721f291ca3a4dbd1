import { useParams } from '@tanstack/react-router'
import { Receipt } from '../features/receipts/receipt.tsx'
import { PageFrame } from '../ui/page.tsx'

export function ReceiptPage() {
  const { id } = useParams({ from: '/shell/payments/$id/receipt' })
  return (
    <PageFrame width="reading">
      <Receipt paymentId={id} />
    </PageFrame>
  )
}
