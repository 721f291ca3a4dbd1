import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { StepsLink } from '../features/coach-desk/steps-link.tsx'
import { ProfileEditor } from '../features/coach-profile/profile-form.tsx'
import { useCoachProfileText } from '../features/coach-profile/text.ts'
import { Page } from '../ui/page.tsx'

export function CoachProfilePage() {
  const t = useCoachProfileText()
  return (
    <Page title={t('title')} lead={t('lead')} nav={<DeskNav />} actions={<StepsLink />} width="reading">
      <ProfileEditor />
    </Page>
  )
}
