import { useSearch } from '@tanstack/react-router'
import { ResetPasswordForm } from '../features/sign-in/password-reset.tsx'
import { useSignInText } from '../features/sign-in/text.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'

export function ResetPasswordPage() {
  const t = useSignInText()
  const { token } = useSearch({ from: '/shell/reset-password' })
  return (
    <Page title={t('resetTitle')} lead={t('resetLead')} width="narrow">
      <Panel>
        <ResetPasswordForm token={token} />
      </Panel>
    </Page>
  )
}
