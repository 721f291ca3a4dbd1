import { Page } from '../ui/page.tsx'

export function AdminDisputesPage() {
  return <Page title="Disputes">{null}</Page>
}
