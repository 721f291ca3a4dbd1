import { Payments } from '../features/payments/payments.tsx'
import { usePaymentsText } from '../features/payments/text.ts'
import { Page } from '../ui/page.tsx'

export function PaymentsPage() {
  const t = usePaymentsText()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Payments />
    </Page>
  )
}
