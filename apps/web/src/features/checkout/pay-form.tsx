import { holdExpired } from '@ecc/contracts/bookings'
import { listCards } from '@ecc/contracts/cards'
import {
  alreadyPaid,
  cardNeeded,
  type Payment,
  payBooking,
  paymentDeclined,
  payOrder,
  priceChanged,
} from '@ecc/contracts/payments'
import type { PriceQuote } from '@ecc/contracts/price-quote'
import { promoProblems } from '@ecc/contracts/promo-terms'
import { guardianConsentRequired } from '@ecc/contracts/users'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type SyntheticEvent, useRef, useState } from 'react'
import { isUncertain, useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useRules } from '../../lib/policy.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { anotherCard, CardChoice, firstChoice } from './card-choice.tsx'
import { CardProblem, type CardSource } from './card-source.ts'
import { NewCard } from './new-card.tsx'
import { type CheckoutOrder, checkoutPath } from './order.ts'
import { useCheckoutText } from './text.ts'

export interface PayFormProps {
  order: CheckoutOrder
  quote: PriceQuote
  /** What pays before the card, and what the card was said to be charged. */
  funds: { useCredit: boolean; promoCode?: string; card: number }
  /** The quote is being asked for anew: nothing is paid meanwhile. */
  settling: boolean
  /** What was quoted does not hold any more: ask anew. */
  onRequote: (error: unknown) => void
  /** Why the last attempt failed, when that happened before this page was opened (3-D Secure). */
  earlierFailure: string | null
  /** The provider has answered; what it says is in the payment. */
  onPayment: (payment: Payment) => void
  /** The order is no longer as this page shows it: fetch it anew. */
  onStale: () => void
  /** A guardian has to agree first, which this page did not know. */
  onConsentMissing: () => void
}

/** Card and pay button. A declined card leaves the form as it was, to try another. */
export function PayForm(props: PayFormProps) {
  const { order, quote, funds, settling, earlierFailure, onPayment, onRequote, onStale, onConsentMissing } = props
  const t = useCheckoutText()
  const money = useMoney()
  // Who cannot be told of kept cards can still pay with another.
  const kept = useApiQuery(listCards, {})
  const cards = kept.data?.items ?? []
  const [choice, setChoice] = useState<string | null>(null)
  const chosen = choice ?? firstChoice(cards)
  const [keep, setKeep] = useState(false)
  const card = useRef<CardSource>(null)
  /** Kept while it is unclear whether it was charged, so that pressing pay again repeats and does not add. */
  const unsettled = useRef<{ paymentMethodId: string; keepCard: boolean } | null>(null)
  const [cardMessage, setCardMessage] = useState<string | null>(null)
  const [tokenising, setTokenising] = useState(false)
  const answers = {
    invalidates: [listCards],
    onSuccess: onPayment,
    onError: (error: unknown) => {
      if (!isUncertain(error)) unsettled.current = null
      if (alreadyPaid.is(error) || holdExpired.is(error)) onStale()
      if ([priceChanged, cardNeeded, ...promoProblems].some((problem) => problem.is(error))) onRequote(error)
      if (guardianConsentRequired.is(error)) onConsentMissing()
    },
  }
  const forBooking = useApiMutation(payBooking, answers)
  const forOrder = useApiMutation(payOrder, answers)
  const pay = order.kind === 'booking' ? forBooking : forOrder

  const methodToPayWith = async () => {
    if (chosen !== anotherCard) return { paymentMethodId: chosen, keepCard: false }
    const paymentMethodId = await card.current?.createPaymentMethod()
    return paymentMethodId ? { paymentMethodId, keepCard: keep } : null
  }
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    if (tokenising || pay.isPending) return
    setCardMessage(null)
    pay.reset()
    setTokenising(true)
    try {
      const returnUrl = `${location.origin}${checkoutPath(order)}?return=1`
      const body = { ...funds, returnUrl }
      if (quote.card === 0) return pay.mutate({ params: { id: order.id }, body })
      unsettled.current ??= await methodToPayWith()
      if (unsettled.current) pay.mutate({ params: { id: order.id }, body: { ...body, ...unsettled.current } })
    } catch (error) {
      if (!(error instanceof CardProblem && error.part)) {
        setCardMessage(error instanceof CardProblem ? error.message : t('stripeDown'))
      }
    } finally {
      setTokenising(false)
    }
  }

  const choose = (another: string) => {
    unsettled.current = null
    setChoice(another)
  }
  const needsCard = quote.card > 0
  const declined = pay.error && paymentDeclined.is(pay.error)
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="lg">
        {quote.card === 0 ? <Text>{t('covered')}</Text> : null}
        {needsCard && kept.isPending ? <LoadingLines count={1} heightPx={150} /> : null}
        {needsCard && cards.length > 0 ? <CardChoice cards={cards} chosen={chosen} onChoose={choose} /> : null}
        {needsCard && !kept.isPending && chosen === anotherCard ? (
          <NewCard ref={card} keep={keep} onKeep={setKeep} />
        ) : null}
        {declined ? (
          <FormError title={t('declinedTitle')}>
            {messageOf(pay.error)} {t(order.kind === 'booking' ? 'declinedBody' : 'declinedOrderBody')}
          </FormError>
        ) : pay.error ? (
          <FormError
            message={isUncertain(pay.error) ? `${messageOf(pay.error)}. ${t('unclear')}` : messageOf(pay.error)}
          />
        ) : (
          <FormError message={cardMessage ?? earlierFailure} />
        )}
        <Button
          type="submit"
          size="lg"
          loading={tokenising || pay.isPending}
          disabled={settling || (needsCard && kept.isPending)}
        >
          {quote.card > 0
            ? t(order.asks ? 'ask' : 'pay', { amount: money({ amount: quote.card, currency: quote.currency }) })
            : t(order.asks ? 'askByCredit' : 'payByCredit')}
        </Button>
        {order.asks ? <AskTerms coachName={order.coach.displayName} /> : null}
        <Group gap={8} wrap="nowrap" align="flex-start">
          <IconLock size={16} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
          <Text size="sm" c="dimmed">
            {t('secure')}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}

function AskTerms({ coachName: name }: { coachName: string }) {
  const t = useCheckoutText()
  const { requestAnswerHours: hours, requestAnsweredBeforeMinutes: minutes } = useRules()
  return <Text size="sm">{t('askTerms', { name, hours, minutes })}</Text>
}
