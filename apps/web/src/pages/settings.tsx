import { useNavigate } from '@tanstack/react-router'
import { BecomeCoach } from '../features/coach-onboarding/become-coach.tsx'
import { GuardianPanel } from '../features/guardian/guardian-form.tsx'
import { Settings } from '../features/settings/settings.tsx'
import { useSettingsText } from '../features/settings/text.ts'
import { useSession } from '../lib/session.ts'
import { Page } from '../ui/page.tsx'

export function SettingsPage() {
  const t = useSettingsText()
  const navigate = useNavigate()
  const { account } = useSession()
  return (
    <Page title={t('title')} width="reading">
      <Settings>
        <GuardianPanel />
        {account?.roles.includes('coach') ? null : (
          <BecomeCoach quiet onDone={() => void navigate({ to: '/coach/onboarding' })} />
        )}
      </Settings>
    </Page>
  )
}
