import { Page } from '../ui/page.tsx'

export function ConfirmEmailPage() {
  return <Page title="ConfirmEmailPage">{null}</Page>
}
