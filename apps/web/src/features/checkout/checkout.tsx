import type { Payment } from '@ecc/contracts/payments'
import type { PriceQuote } from '@ecc/contracts/price-quote'
import { getGuardian } from '@ecc/contracts/users'
import { Loader, SimpleGrid, Text, Title } from '@mantine/core'
import { IconCalendarX, IconHourglassEmpty } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { useNow } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import classes from './checkout.module.css'
import { FundsFields } from './funds-fields.tsx'
import { HoldBar } from './hold-bar.tsx'
import type { CheckoutOrder } from './order.ts'
import { PayForm } from './pay-form.tsx'
import { useCheckoutText } from './text.ts'
import { longMs, usePaymentOutcome } from './use-payment-outcome.ts'
import { useQuote } from './use-quote.ts'

export interface CheckoutProps {
  order: CheckoutOrder
  /** What is being paid for, beside the card, with the lines of its price; null before they are known. */
  summary: (quote: PriceQuote | null) => ReactNode
  /** Back from the bank's 3-D Secure page. */
  returning: boolean
  onPaid: () => void
  onStale: () => void
  /** Shown instead of the card while somebody under 18 has no guardian who agreed. */
  guardian: ReactNode
}

/** Pay for what is held for a while, or ask for it. Leads on as soon as that is done, whoever noticed first. */
export function Checkout({ order, summary, returning, onPaid, onStale, guardian }: CheckoutProps) {
  const t = useCheckoutText()
  const { data: consent, refetch: askConsent } = useApiQuery(getGuardian, {})
  const outcome = usePaymentOutcome(order, returning)
  const settled = outcome.answer?.state === 'succeeded' || outcome.answer?.state === 'authorized'
  const paid = settled || order.state === 'paid'
  const offered = useQuote(order, outcome.following || paid)
  const leave = useRef(onPaid)
  leave.current = onPaid
  useEffect(() => {
    if (paid) leave.current()
  }, [paid])

  const take = (payment: Payment) => {
    if (payment.state === 'requires_action' && payment.nextActionUrl) location.assign(payment.nextActionUrl)
    else outcome.follow()
  }

  if (outcome.following || paid) return <Asking sinceMs={outcome.sinceMs} />
  if (order.state !== 'payable') return <NoLongerHeld order={order} />
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing={{ base: 'lg', md: 'xl' }} className={classes.columns}>
      <div className={classes.payColumn}>
        <HoldBar order={order} />
        {consent?.required && consent.state !== 'confirmed' ? (
          <Panel title={t('guardianTitle')} lead={t('guardianLead')}>
            {guardian}
          </Panel>
        ) : (
          <Loaded query={offered.query}>
            {(quote) => (
              <>
                {order.kind === 'gift-card' ? null : (
                  <Panel title={t('fundsTitle')}>
                    <FundsFields offered={offered} quote={quote} />
                  </Panel>
                )}
                <Panel title={t(quote.card > 0 ? 'card' : 'payByCredit')}>
                  <PayForm
                    order={order}
                    quote={quote}
                    funds={{ ...offered.asked, card: quote.card }}
                    settling={offered.settling}
                    earlierFailure={outcome.answer === null ? null : failureOf(outcome.answer, t('unfinished'))}
                    onPayment={take}
                    onRequote={offered.again}
                    onStale={onStale}
                    onConsentMissing={() => void askConsent()}
                  />
                </Panel>
              </>
            )}
          </Loaded>
        )}
      </div>
      {summary(offered.query.data ?? null)}
    </SimpleGrid>
  )
}

function failureOf(payment: Payment, unfinished: string): string {
  return payment.failure?.message ?? unfinished
}

function Asking({ sinceMs }: { sinceMs: number | null }) {
  const t = useCheckoutText()
  useNow()
  const long = sinceMs !== null && performance.now() - sinceMs > longMs
  return (
    <div className={classes.asking} role="status">
      <Loader />
      <Title order={2} fz="h3">
        {t('asking')}
      </Title>
      <Text c="dimmed">{long ? t('askingLong') : t('askingBody')}</Text>
    </div>
  )
}

/** What is said of an order that holds no time. */
const lapsedWords: Partial<Record<CheckoutOrder['kind'], 'lapsedBody' | 'lapsedGiftBody'>> = {
  package: 'lapsedBody',
  'gift-card': 'lapsedGiftBody',
}

function NoLongerHeld({ order }: { order: CheckoutOrder }) {
  const t = useCheckoutText()
  const cancelled = order.state === 'cancelled'
  const Icon = cancelled ? IconCalendarX : IconHourglassEmpty
  return (
    <EmptyState
      icon={<Icon size={28} stroke={1.6} />}
      title={t(cancelled ? 'goneTitle' : 'expiredTitle')}
      action={
        order.coach === null ? (
          <LinkButton to="/gift-cards">{t('backToGiftCards')}</LinkButton>
        ) : (
          <LinkButton to="/coaches/$id" params={{ id: order.coach.id }}>
            {t('backToTimes', { name: order.coach.displayName })}
          </LinkButton>
        )
      }
    >
      {t(cancelled ? 'goneBody' : (lapsedWords[order.kind] ?? 'expiredBody'))}
    </EmptyState>
  )
}
