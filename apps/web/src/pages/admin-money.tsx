import { MoneyDesk } from '../features/admin-money/money-desk.tsx'
import { useMoneyDeskText } from '../features/admin-money/text.ts'
import { Page } from '../ui/page.tsx'

export function AdminMoneyPage() {
  const t = useMoneyDeskText()
  return (
    <Page title={t('title')} lead={t('lead')} width="reading">
      <MoneyDesk />
    </Page>
  )
}
