import { Page } from '../ui/page.tsx'

export function AdminOverviewPage() {
  return <Page title="Overview">{null}</Page>
}
