import { Page } from '../ui/page.tsx'

export function CoachOnboardingPage() {
  return <Page title="Become a coach">{null}</Page>
}
