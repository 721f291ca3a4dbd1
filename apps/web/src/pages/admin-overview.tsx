import { AdminOverview } from '../features/admin-overview/overview.tsx'
import { useAdminOverviewText } from '../features/admin-overview/text.ts'
import { Page } from '../ui/page.tsx'

export function AdminOverviewPage() {
  const t = useAdminOverviewText()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <AdminOverview />
    </Page>
  )
}
