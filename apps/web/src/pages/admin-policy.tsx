import { PolicyEditor } from '../features/admin-policy/policy-editor.tsx'
import { usePolicyPageText } from '../features/admin-policy/text.ts'
import { Page } from '../ui/page.tsx'

export function AdminPolicyPage() {
  const t = usePolicyPageText()
  return (
    <Page title={t('title')} lead={t('lead')} width="reading">
      <PolicyEditor />
    </Page>
  )
}
