import { Page } from '../ui/page.tsx'

export function PublicCoachPage() {
  return <Page title="PublicCoachPage">{null}</Page>
}
