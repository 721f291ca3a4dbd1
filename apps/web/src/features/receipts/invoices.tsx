import { listInvoices } from '@ecc/contracts/receipts'
import { IconReceiptOff } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { DocumentList } from './document-list.tsx'
import { useReceiptsText } from './text.ts'

/** The invoices of the commission that a coach was charged, and credit notes of what came back of it, newest first. */
export function Invoices() {
  const t = useReceiptsText()
  const invoices = useApiPages(listInvoices, { query: {} })
  return (
    <Loaded query={invoices} skeleton={<LoadingLines count={4} heightPx={56} />}>
      {() =>
        invoices.items.length === 0 ? (
          <EmptyState icon={<IconReceiptOff size={28} stroke={1.6} />} title={t('noInvoices')}>
            {t('noInvoicesBody')}
          </EmptyState>
        ) : (
          <DocumentList pages={invoices} />
        )
      }
    </Loaded>
  )
}
