import { useSearch } from '@tanstack/react-router'
import { CalendarFeedPanel } from '../features/calendar-feed/calendar-feed-panel.tsx'
import { MySessions } from '../features/my-sessions/my-sessions.tsx'
import { useSessionsText } from '../features/my-sessions/text.ts'
import { MyWaitingList } from '../features/waiting-list/my-waiting-list.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'

export function MySessionsPage() {
  const t = useSessionsText()
  const { when } = useSearch({ from: '/shell/bookings' })
  return (
    <Page
      title={t('title')}
      actions={
        <LinkButton to="/coaches" variant="default">
          {t('find')}
        </LinkButton>
      }
    >
      {when === 'past' ? null : <MyWaitingList />}
      <MySessions when={when ?? 'upcoming'} />
      <CalendarFeedPanel />
    </Page>
  )
}
