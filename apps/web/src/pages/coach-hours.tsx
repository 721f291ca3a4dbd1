import { useState } from 'react'
import { CalendarResult } from '../features/coach-calendar/calendar-result.tsx'
import { PausePanel } from '../features/coach-calendar/pause-panel.tsx'
import { TimeOffPanel } from '../features/coach-calendar/time-off-panel.tsx'
import { CalendarsPanel } from '../features/coach-calendars/calendars-panel.tsx'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { StepsLink } from '../features/coach-desk/steps-link.tsx'
import { HoursEditor } from '../features/coach-hours/hours-editor.tsx'
import { useHoursText } from '../features/coach-hours/text.ts'
import { Beside } from '../ui/beside.tsx'
import { Page } from '../ui/page.tsx'

export function CoachHoursPage() {
  const t = useHoursText()
  const [unsaved, setUnsaved] = useState(false)
  return (
    <Page title={t('title')} lead={t('lead')} nav={<DeskNav />} actions={<StepsLink />}>
      <Beside
        side={
          <>
            <PausePanel />
            <CalendarResult unsaved={unsaved} />
          </>
        }
        rest={
          <>
            <TimeOffPanel />
            <CalendarsPanel />
          </>
        }
      >
        <HoursEditor onUnsaved={setUnsaved} />
      </Beside>
    </Page>
  )
}
