import { Stack } from '@mantine/core'
import { Credits } from '../features/payments/credits.tsx'
import { Payments } from '../features/payments/payments.tsx'
import { usePaymentsText } from '../features/payments/text.ts'
import { StatementPanel } from '../features/statements/statement.tsx'
import { Page } from '../ui/page.tsx'

export function PaymentsPage() {
  const t = usePaymentsText()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Stack gap="xl">
        <Credits />
        <Payments />
        <StatementPanel party="player" />
      </Stack>
    </Page>
  )
}
