import type { Booking } from '@ecc/contracts/bookings'
import type { Payment } from '@ecc/contracts/payments'
import { getGuardian } from '@ecc/contracts/users'
import { Loader, SimpleGrid, Text, Title } from '@mantine/core'
import { IconCalendarX, IconHourglassEmpty } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { holdIsOn } from '../../lib/booking-states.ts'
import { useNow } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import classes from './checkout.module.css'
import { HoldBar } from './hold-bar.tsx'
import { OrderSummary } from './order-summary.tsx'
import { PayForm } from './pay-form.tsx'
import { useCheckoutText } from './text.ts'
import { longMs, usePaymentOutcome } from './use-payment-outcome.ts'

export interface CheckoutProps {
  booking: Booking
  /** Back from the bank's 3-D Secure page. */
  returning: boolean
  onStale: () => void
  /** Shown instead of the card while somebody under 18 has no guardian who agreed. */
  guardian: ReactNode
}

/** Pay for a held time, or ask for it. Leads on as soon as the booking is paid or asked for, whoever noticed first. */
export function Checkout({ booking, returning, onStale, guardian }: CheckoutProps) {
  const t = useCheckoutText()
  const navigate = useNavigate()
  const nowMs = useNow()
  const { data: consent, refetch: askConsent } = useApiQuery(getGuardian, {})
  const outcome = usePaymentOutcome(booking.id, returning)
  const settled = outcome.answer?.state === 'succeeded' || outcome.answer?.state === 'authorized'
  const paid = settled || !['held', 'expired', 'cancelled'].includes(booking.state)
  useEffect(() => {
    if (paid) void navigate({ to: '/bookings/$id/confirmed', params: { id: booking.id }, replace: true })
  }, [paid, booking.id, navigate])

  const take = (payment: Payment) => {
    if (payment.state === 'requires_action' && payment.nextActionUrl) location.assign(payment.nextActionUrl)
    else outcome.follow()
  }

  if (outcome.following || paid) return <Asking sinceMs={outcome.sinceMs} />
  if (!holdIsOn(booking, nowMs)) return <NoLongerHeld booking={booking} />
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing={{ base: 'lg', md: 'xl' }} className={classes.columns}>
      <div className={classes.payColumn}>
        <HoldBar booking={booking} />
        {consent?.required && consent.state !== 'confirmed' ? (
          <Panel title={t('guardianTitle')} lead={t('guardianLead')}>
            {guardian}
          </Panel>
        ) : (
          <Panel title={t('card')}>
            <PayForm
              booking={booking}
              earlierFailure={outcome.answer === null ? null : failureOf(outcome.answer, t('unfinished'))}
              onPayment={take}
              onStale={onStale}
              onConsentMissing={() => void askConsent()}
            />
          </Panel>
        )}
      </div>
      <OrderSummary booking={booking} />
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

function NoLongerHeld({ booking }: { booking: Booking }) {
  const t = useCheckoutText()
  const cancelled = booking.state === 'cancelled'
  const Icon = cancelled ? IconCalendarX : IconHourglassEmpty
  return (
    <EmptyState
      icon={<Icon size={28} stroke={1.6} />}
      title={t(cancelled ? 'goneTitle' : 'expiredTitle')}
      action={
        <LinkButton to="/coaches/$id" params={{ id: booking.coachId }}>
          {t('backToTimes', { name: booking.coach.displayName })}
        </LinkButton>
      }
    >
      {t(cancelled ? 'goneBody' : 'expiredBody')}
    </EmptyState>
  )
}
