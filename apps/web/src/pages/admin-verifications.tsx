import { useVerificationsText } from '../features/admin-verifications/text.ts'
import { VerificationQueue } from '../features/admin-verifications/verification-queue.tsx'
import { Page } from '../ui/page.tsx'

export function AdminVerificationsPage() {
  const t = useVerificationsText()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <VerificationQueue />
    </Page>
  )
}
