import { Page } from '../ui/page.tsx'

export function CoachEarningsPage() {
  return <Page title="Earnings">{null}</Page>
}
