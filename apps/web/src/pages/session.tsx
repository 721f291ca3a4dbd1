import { Page } from '../ui/page.tsx'

export function SessionPage() {
  return <Page title="SessionPage">{null}</Page>
}
