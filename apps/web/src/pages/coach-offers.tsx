import { Page } from '../ui/page.tsx'

export function CoachOffersPage() {
  return <Page title="Offers">{null}</Page>
}
