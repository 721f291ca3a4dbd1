import { DailyStatements } from '../features/daily-statements/daily-statements.tsx'
import { useDailyStatementsText } from '../features/daily-statements/text.ts'
import { Page } from '../ui/page.tsx'

export function AdminStatementsPage() {
  const t = useDailyStatementsText()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DailyStatements />
    </Page>
  )
}
