import { AnswerRequest } from '../features/answer-request/answer-request.tsx'
import { Dashboard } from '../features/coach-dashboard/dashboard.tsx'
import { DashboardLead } from '../features/coach-dashboard/lead.tsx'
import { useDashboardText } from '../features/coach-dashboard/text.ts'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { Page } from '../ui/page.tsx'

export function CoachDashboardPage() {
  const t = useDashboardText()
  return (
    <Page title={t('title')} lead={<DashboardLead />} nav={<DeskNav />}>
      <Dashboard answer={(booking) => <AnswerRequest booking={booking} />} />
    </Page>
  )
}
