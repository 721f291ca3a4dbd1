import { DisputeList } from '../features/admin-disputes/dispute-list.tsx'
import { useDisputesText } from '../features/admin-disputes/text.ts'
import { Page } from '../ui/page.tsx'

export function AdminDisputesPage() {
  const t = useDisputesText()
  return (
    <Page title={t('title')} lead={t('lead')} width="reading">
      <DisputeList />
    </Page>
  )
}
