import { getDocument, getReceipt } from '@ecc/contracts/receipts'
import { Stack } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { usePageTitle } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowList } from '../../ui/row-list.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { DocumentSheet } from './document-sheet.tsx'
import classes from './receipts.module.css'
import { useReceiptsText } from './text.ts'

/** The receipt of a payment, and below it what came back. */
export function Receipt({ paymentId }: { paymentId: string }) {
  const t = useReceiptsText()
  const money = useMoney()
  const times = useTimes()
  const receipt = useApiQuery(getReceipt, { params: { id: paymentId } })
  usePageTitle(receipt.data ? `${t('receipt')} ${receipt.data.receipt.number}` : t('receipt'))
  return (
    <Loaded query={receipt} skeleton={<LoadingLines count={1} heightPx={520} />}>
      {({ receipt: issued, creditNotes }) => (
        <Stack gap="lg">
          <div className={classes.screen}>
            <TextLink to="/payments">{t('allPayments')}</TextLink>
          </div>
          <DocumentSheet document={issued} />
          {creditNotes.length === 0 ? null : (
            <div className={classes.screen}>
              <Panel title={t('creditNotes')}>
                <RowList>
                  {creditNotes.map(({ id, number, total, issuedOn }) => (
                    <li key={id}>
                      <TextLink to="/documents/$id" params={{ id }}>
                        {t('creditNote', { number, amount: money.exact(total) })}
                      </TextLink>
                      <span className="figures">{times.date(issuedOn, 'UTC')}</span>
                    </li>
                  ))}
                </RowList>
              </Panel>
            </div>
          )}
        </Stack>
      )}
    </Loaded>
  )
}

/** Any document by its id. */
export function OneDocument({ id }: { id: string }) {
  const t = useReceiptsText()
  const document = useApiQuery(getDocument, { params: { id } })
  usePageTitle(document.data ? `${t(document.data.kind)} ${document.data.number}` : t('documents'))
  return (
    <Loaded query={document} skeleton={<LoadingLines count={1} heightPx={520} />}>
      {(issued) => <DocumentSheet document={issued} />}
    </Loaded>
  )
}
