import { Page } from '../ui/page.tsx'

export function CoachProfilePage() {
  return <Page title="Coach profile">{null}</Page>
}
