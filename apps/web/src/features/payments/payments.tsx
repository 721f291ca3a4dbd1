import { type ListedPayment, listPayments } from '@ecc/contracts/payments'
import { Stack, Text } from '@mantine/core'
import { IconReceiptOff } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { EmptyState, ErrorState, LoadingLines } from '../../ui/states.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import classes from './payments.module.css'
import { usePaymentsText } from './text.ts'

const tones: Record<ListedPayment['state'], Tone> = {
  processing: 'warn',
  requires_action: 'warn',
  authorized: 'warn',
  cancelled: 'plain',
  succeeded: 'good',
  failed: 'bad',
  partially_refunded: 'plain',
  refunded: 'plain',
}

/** Every payment with what came back; a table, on a phone a list of cards. */
export function Payments() {
  const t = usePaymentsText()
  const payments = useApiPages(listPayments, {})
  if (payments.isPending) return <LoadingLines count={4} heightPx={56} />
  if (payments.error && payments.items.length === 0) {
    return <ErrorState message={messageOf(payments.error)} onRetry={() => void payments.refetch()} />
  }
  if (payments.items.length === 0) {
    return (
      <EmptyState
        icon={<IconReceiptOff size={28} stroke={1.6} />}
        title={t('none')}
        action={<LinkButton to="/coaches">{t('find')}</LinkButton>}
      >
        {t('noneBody')}
      </EmptyState>
    )
  }
  return (
    <Stack gap="md">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('date')}</th>
            <th scope="col">{t('reference')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col" data-number>
              {t('amount')}
            </th>
            <th scope="col" data-number>
              {t('refunded')}
            </th>
            <th scope="col">{t('session')}</th>
          </tr>
        </thead>
        <tbody>
          {payments.items.map((payment) => (
            <PaymentLine key={payment.id} payment={payment} />
          ))}
        </tbody>
      </table>
      <MoreButton pages={payments} />
    </Stack>
  )
}

function PaymentLine({ payment }: { payment: ListedPayment }) {
  const t = usePaymentsText()
  const times = useTimes()
  const money = useMoney()
  const receipt = payment.receiptNumber ?? payment.id.slice(-8).toUpperCase()
  const charged = ['succeeded', 'partially_refunded', 'refunded'].includes(payment.state)
  return (
    <tr>
      <td data-label={t('date')}>{times.date(payment.createdAt)}</td>
      <td data-label={t('reference')} className="figures">
        {payment.receiptNumber !== null ? (
          <TextLink to="/payments/$id/receipt" params={{ id: payment.id }} aria-label={t('receiptOf', { receipt })}>
            {receipt}
          </TextLink>
        ) : (
          receipt
        )}
      </td>
      <td data-label={t('state')}>
        <Tag tone={tones[payment.state]}>{payment.state === 'refunded' ? t('refunded_state') : t(payment.state)}</Tag>
        {payment.failure === null ? null : (
          <Text size="xs" c="dimmed" mt={4}>
            {payment.failure.message}
          </Text>
        )}
      </td>
      <td data-label={t('amount')} data-number data-empty={!charged} className="figures">
        {charged ? money.exact(payment.amount) : '–'}
      </td>
      <td data-label={t('refunded')} data-number data-empty={payment.refunded.amount === 0} className="figures">
        {payment.refunded.amount > 0 ? money.exact(payment.refunded) : '–'}
      </td>
      <td data-label={t('session')}>
        {payment.orderKind === 'gift-card' ? (
          <TextLink to="/gift-cards/$id" params={{ id: payment.orderId }} aria-label={t('openGiftOf', { receipt })}>
            {t('openGift')}
          </TextLink>
        ) : payment.bookingId === null ? (
          <TextLink
            to={payment.orderKind === 'series' ? '/series/$id' : '/packages/$id'}
            params={{ id: payment.orderId }}
            aria-label={t('openOf', { receipt })}
          >
            {t('open')}
          </TextLink>
        ) : (
          <TextLink to="/bookings/$id" params={{ id: payment.bookingId }} aria-label={t('openOf', { receipt })}>
            {t('open')}
          </TextLink>
        )}
      </td>
    </tr>
  )
}
