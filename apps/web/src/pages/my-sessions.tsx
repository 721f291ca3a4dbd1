import { Page } from '../ui/page.tsx'

export function MySessionsPage() {
  return <Page title="MySessionsPage">{null}</Page>
}
