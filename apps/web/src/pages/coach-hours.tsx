import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { HoursEditor } from '../features/coach-hours/hours-editor.tsx'
import { useHoursText } from '../features/coach-hours/text.ts'
import { Page } from '../ui/page.tsx'

export function CoachHoursPage() {
  const t = useHoursText()
  return (
    <Page title={t('title')} lead={t('lead')} width="reading">
      <DeskNav />
      <HoursEditor />
    </Page>
  )
}
