import { ForgotPasswordForm } from '../features/sign-in/password-reset.tsx'
import { useSignInText } from '../features/sign-in/text.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'

export function ForgotPasswordPage() {
  const t = useSignInText()
  return (
    <Page title={t('forgotTitle')} lead={t('forgotLead')} width="narrow">
      <Panel>
        <ForgotPasswordForm />
      </Panel>
    </Page>
  )
}
