import { Page } from '../ui/page.tsx'

export function AdminVerificationsPage() {
  return <Page title="Verifications">{null}</Page>
}
