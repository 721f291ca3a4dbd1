import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { Invoices } from '../features/receipts/invoices.tsx'
import { useReceiptsText } from '../features/receipts/text.ts'
import { Page } from '../ui/page.tsx'

export function CoachInvoicesPage() {
  const t = useReceiptsText()
  return (
    <Page title={t('invoices')} lead={t('invoicesLead')} nav={<DeskNav />}>
      <Invoices />
    </Page>
  )
}
