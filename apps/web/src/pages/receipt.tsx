import { Container } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { Receipt } from '../features/receipts/receipt.tsx'

export function ReceiptPage() {
  const { id } = useParams({ from: '/shell/payments/$id/receipt' })
  return (
    <Container size={760} py={{ base: 'lg', sm: 'xl' }} px={{ base: 'md', sm: 'lg' }}>
      <Receipt paymentId={id} />
    </Container>
  )
}
