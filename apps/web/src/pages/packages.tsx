import { useSearch } from '@tanstack/react-router'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { SessionTabs } from '../features/my-sessions/session-tabs.tsx'
import { MyPackages } from '../features/packages/my-packages.tsx'
import { usePackagesText } from '../features/packages/text.ts'
import { Page } from '../ui/page.tsx'

export function PackagesPage() {
  const t = usePackagesText()
  const { as } = useSearch({ from: '/shell/packages' })
  const isCoach = as === 'coach'
  return (
    <Page
      title={t(isCoach ? 'titleCoach' : 'title')}
      lead={isCoach ? t('leadCoach') : undefined}
      nav={isCoach ? <DeskNav /> : <SessionTabs current="packages" />}
    >
      <MyPackages as={as ?? 'player'} />
    </Page>
  )
}
