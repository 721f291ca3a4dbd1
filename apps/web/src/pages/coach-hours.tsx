import { Page } from '../ui/page.tsx'

export function CoachHoursPage() {
  return <Page title="Hours">{null}</Page>
}
