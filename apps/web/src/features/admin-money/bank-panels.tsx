import { type Chargeback, listChargebacks, listRefusedRefunds, type RefusedRefund } from '@ecc/contracts/operator'
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiPages } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './admin-money.module.css'
import { FactDialog } from './fact-dialog.tsx'
import { PagedList } from './paged-list.tsx'
import { useMoneyDeskText } from './text.ts'

/** Refunds that no card takes: paid from the bank, and recorded here. */
export function RefusedRefundsPanel() {
  const t = useMoneyDeskText()
  const times = useTimes()
  const money = useMoney()
  const refunds = useApiPages(listRefusedRefunds, { query: {} }, { refetchInterval: 60_000 })
  const [paying, setPaying] = useState<RefusedRefund | null>(null)
  return (
    <>
      <PagedList title={t('refused')} lead={t('refusedLead')} empty={t('noRefused')} pages={refunds}>
        {(refund) => (
          <>
            <div className={classes.head}>
              <b className="figures">{money.exact(refund.amount)}</b>
              <Text size="sm" c="dimmed">
                {t('refusedWhen', { when: times.dayTime(refund.refusedAt) })}
              </Text>
            </div>
            <span className={classes.id}>
              {refund.refundId} · {t('order', { id: refund.bookingId ?? refund.orderId })}
            </span>
            <Group>
              <Button
                size="sm"
                variant="default"
                onClick={() => setPaying(refund)}
                aria-label={t('payByBankNamed', { id: refund.refundId })}
              >
                {t('payByBank')}
              </Button>
            </Group>
          </>
        )}
      </PagedList>
      {paying ? (
        <FactDialog
          objectId={paying.refundId}
          amount={paying.amount}
          kinds={['refund_by_bank']}
          onClose={() => setPaying(null)}
        />
      ) : null}
    </>
  )
}

/** What banks took back or ask about, with when an answer is due. */
export function ChargebacksPanel() {
  const t = useMoneyDeskText()
  const chargebacks = useApiPages(listChargebacks, { query: {} }, { refetchInterval: 60_000 })
  return (
    <PagedList title={t('chargebacks')} lead={t('chargebacksLead')} empty={t('noChargebacks')} pages={chargebacks}>
      {(chargeback) => <ChargebackItem chargeback={chargeback} />}
    </PagedList>
  )
}

function ChargebackItem({ chargeback }: { chargeback: Chargeback }) {
  const t = useMoneyDeskText()
  const times = useTimes()
  const money = useMoney()
  const { amount, reason, evidenceDueAt, isInquiry } = chargeback
  const isPast = evidenceDueAt !== null && Date.parse(evidenceDueAt) < now()
  return (
    <>
      <div className={classes.head}>
        <b>
          {t(isInquiry ? 'inquiry' : 'chargeback')}{' '}
          {amount === null ? null : <span className="figures">{money.exact(amount)}</span>}
        </b>
        <Text size="sm" c="dimmed">
          {t('since', { when: times.dayTime(chargeback.since) })}
        </Text>
      </div>
      <Group gap="sm">
        <Text size="sm">
          {evidenceDueAt === null ? t('noDeadline') : t('answerUntil', { when: times.dayTime(evidenceDueAt) })}
          {reason === null ? '' : ` · ${reason.replaceAll('_', ' ')}`}
        </Text>
        {isPast ? <Tag tone="bad">{t('dayPast')}</Tag> : null}
      </Group>
      <span className={classes.id}>
        {chargeback.id} · {t('order', { id: chargeback.orderId })}
      </span>
    </>
  )
}
