import { DocumentSearch } from '../features/receipts/document-search.tsx'
import { useReceiptsText } from '../features/receipts/text.ts'
import { Page } from '../ui/page.tsx'

export function AdminDocumentsPage() {
  const t = useReceiptsText()
  return (
    <Page title={t('documents')} lead={t('documentsLead')}>
      <DocumentSearch />
    </Page>
  )
}
