import { Stack } from '@mantine/core'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { StepsLink } from '../features/coach-desk/steps-link.tsx'
import { EarningsOverview } from '../features/coach-earnings/earnings.tsx'
import { useEarningsText } from '../features/coach-earnings/text.ts'
import { StatementPanel } from '../features/statements/statement.tsx'
import { Page } from '../ui/page.tsx'

export function CoachEarningsPage() {
  const t = useEarningsText()
  return (
    <Page title={t('title')} lead={t('lead')} nav={<DeskNav />} actions={<StepsLink />}>
      <Stack gap="lg">
        <EarningsOverview />
        <StatementPanel party="coach" />
      </Stack>
    </Page>
  )
}
