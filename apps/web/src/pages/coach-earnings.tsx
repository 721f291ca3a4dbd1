import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { EarningsOverview } from '../features/coach-earnings/earnings.tsx'
import { useEarningsText } from '../features/coach-earnings/text.ts'
import { Page } from '../ui/page.tsx'

export function CoachEarningsPage() {
  const t = useEarningsText()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DeskNav />
      <EarningsOverview />
    </Page>
  )
}
