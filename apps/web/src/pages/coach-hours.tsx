import { CalendarsPanel } from '../features/coach-calendars/calendars-panel.tsx'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { StepsLink } from '../features/coach-desk/steps-link.tsx'
import { HoursEditor } from '../features/coach-hours/hours-editor.tsx'
import { useHoursText } from '../features/coach-hours/text.ts'
import { Page } from '../ui/page.tsx'

export function CoachHoursPage() {
  const t = useHoursText()
  return (
    <Page title={t('title')} lead={t('lead')} actions={<StepsLink />} width="reading">
      <DeskNav />
      <HoursEditor />
      <CalendarsPanel />
    </Page>
  )
}
