import { useSearch } from '@tanstack/react-router'
import { EmailConfirmation } from '../features/sign-in/email-confirmation.tsx'
import { useSignInText } from '../features/sign-in/text.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'

export function ConfirmEmailPage() {
  const t = useSignInText()
  const { token } = useSearch({ from: '/shell/confirm-email' })
  return (
    <Page title={t('confirmTitle')} width="narrow">
      <Panel>
        <EmailConfirmation token={token} />
      </Panel>
    </Page>
  )
}
