import { NoticeList } from '../features/notices/notice-list.tsx'
import { useNoticesText } from '../features/notices/text.ts'
import { Page } from '../ui/page.tsx'

export function NotificationsPage() {
  const t = useNoticesText()
  return (
    <Page title={t('title')} lead={t('lead')} width="reading">
      <NoticeList />
    </Page>
  )
}
