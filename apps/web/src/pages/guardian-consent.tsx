import { useSearch } from '@tanstack/react-router'
import { GuardianConsent } from '../features/guardian/guardian-consent.tsx'
import { useGuardianText } from '../features/guardian/text.ts'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'

export function GuardianConsentPage() {
  const t = useGuardianText()
  const { token } = useSearch({ from: '/shell/guardian-consent' })
  return (
    <Page title={t('consentTitle')} width="narrow">
      <Panel>
        <GuardianConsent token={token} />
      </Panel>
    </Page>
  )
}
