import { useParams } from '@tanstack/react-router'
import { OneDocument } from '../features/receipts/receipt.tsx'
import { PageFrame } from '../ui/page.tsx'

export function DocumentPage() {
  const { id } = useParams({ from: '/shell/documents/$id' })
  return (
    <PageFrame width="reading">
      <OneDocument id={id} />
    </PageFrame>
  )
}
