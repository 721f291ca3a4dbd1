import { Container } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { OneDocument } from '../features/receipts/receipt.tsx'

export function DocumentPage() {
  const { id } = useParams({ from: '/shell/documents/$id' })
  return (
    <Container size={760} py={{ base: 'lg', sm: 'xl' }} px={{ base: 'md', sm: 'lg' }}>
      <OneDocument id={id} />
    </Container>
  )
}
