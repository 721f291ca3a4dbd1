import { Page } from '../ui/page.tsx'

export function ConfirmedPage() {
  return <Page title="ConfirmedPage">{null}</Page>
}
