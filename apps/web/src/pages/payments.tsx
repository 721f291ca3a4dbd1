import { Stack } from '@mantine/core'
import { KeptCards } from '../features/kept-cards/kept-cards.tsx'
import { Credits } from '../features/payments/credits.tsx'
import { Payments } from '../features/payments/payments.tsx'
import { usePaymentsText } from '../features/payments/text.ts'
import { StatementPanel } from '../features/statements/statement.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'

export function PaymentsPage() {
  const t = usePaymentsText()
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      actions={
        <LinkButton to="/gift-cards/redeem" variant="default">
          {t('redeem')}
        </LinkButton>
      }
    >
      <Stack gap="xl">
        <Credits />
        <Payments />
        <KeptCards />
        <StatementPanel party="player" />
      </Stack>
    </Page>
  )
}
