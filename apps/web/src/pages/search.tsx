import { Page } from '../ui/page.tsx'

export function SearchPage() {
  return <Page title="SearchPage">{null}</Page>
}
