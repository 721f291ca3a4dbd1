import { Page } from '../ui/page.tsx'

export function CoachDashboardPage() {
  return <Page title="Coach desk">{null}</Page>
}
