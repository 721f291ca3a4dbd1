import { holdExpired } from '@ecc/contracts/bookings'
import { listCards } from '@ecc/contracts/cards'
import type { ProblemError } from '@ecc/contracts/define'
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
import type { Money } from '@ecc/contracts/vocabulary'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type SyntheticEvent, useState } from 'react'
import { isUncertain, useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useRules } from '../../lib/policy.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { anotherCard, CardChoice } from './card-choice.tsx'
import { CardProblem } from './card-source.ts'
import { NewCard } from './new-card.tsx'
import { type CheckoutOrder, checkoutPath } from './order.ts'
import { useCheckoutText } from './text.ts'
import { usePaymentMethod } from './use-payment-method.ts'

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
  const method = usePaymentMethod()
  const [cardMessage, setCardMessage] = useState<string | null>(null)
  const [tokenising, setTokenising] = useState(false)
  const answers = {
    invalidates: [listCards],
    onSuccess: onPayment,
    onError: (error: unknown) => {
      if (!isUncertain(error)) method.settle()
      if (alreadyPaid.is(error) || holdExpired.is(error)) onStale()
      if ([priceChanged, cardNeeded, ...promoProblems].some((problem) => problem.is(error))) onRequote(error)
      if (guardianConsentRequired.is(error)) onConsentMissing()
    },
  }
  const forBooking = useApiMutation(payBooking, answers)
  const forOrder = useApiMutation(payOrder, answers)
  const pay = order.kind === 'booking' ? forBooking : forOrder

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
      const given = await method.give()
      if (given) pay.mutate({ params: { id: order.id }, body: { ...body, ...given } })
    } catch (error) {
      if (!(error instanceof CardProblem && error.part)) {
        setCardMessage(error instanceof CardProblem ? error.message : t('cardUnsent'))
      }
    } finally {
      setTokenising(false)
    }
  }

  const needsCard = quote.card > 0
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="lg">
        {needsCard ? (
          <Card method={method} price={{ amount: quote.card, currency: quote.currency }} />
        ) : (
          <Text>{t('covered')}</Text>
        )}
        <WhyNot error={pay.error} message={cardMessage ?? earlierFailure} isBooking={order.kind === 'booking'} />
        <Button
          type="submit"
          size="lg"
          loading={tokenising || pay.isPending}
          disabled={settling || (needsCard && method.isPending)}
        >
          {quote.card > 0
            ? t(order.asks ? 'ask' : 'pay', { amount: money({ amount: quote.card, currency: quote.currency }) })
            : t(order.asks ? 'askByCredit' : 'payByCredit')}
        </Button>
        {order.asks && order.coach ? <AskTerms coachName={order.coach.displayName} /> : null}
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

/** One of the kept cards, or another to be typed in. */
function Card({ method, price }: { method: ReturnType<typeof usePaymentMethod>; price: Money }) {
  const { isPending, cards, chosen, choose, source, keep, setKeep } = method
  if (isPending) return <LoadingLines count={1} heightPx={150} />
  return (
    <>
      {cards.length > 0 ? <CardChoice cards={cards} chosen={chosen} onChoose={choose} /> : null}
      {chosen === anotherCard ? <NewCard ref={source} price={price} keep={keep} onKeep={setKeep} /> : null}
    </>
  )
}

/** Why it is not paid: what the answer to this attempt says, else the message. */
function WhyNot(props: { error: ProblemError | null; message: string | null; isBooking: boolean }) {
  const { error, message, isBooking } = props
  const t = useCheckoutText()
  if (error === null) return <FormError message={message} />
  if (!paymentDeclined.is(error))
    return <FormError message={isUncertain(error) ? `${messageOf(error)}. ${t('unclear')}` : messageOf(error)} />
  return (
    <FormError title={t('declinedTitle')}>
      {messageOf(error)} {t(isBooking ? 'declinedBody' : 'declinedOrderBody')}
    </FormError>
  )
}

function AskTerms({ coachName: name }: { coachName: string }) {
  const t = useCheckoutText()
  const { requestAnswerHours: hours, requestAnsweredBeforeMinutes: minutes } = useRules()
  return <Text size="sm">{t('askTerms', { name, hours, minutes })}</Text>
}
