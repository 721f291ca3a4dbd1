import { getGiftCard } from '@ecc/contracts/gift-cards'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Checkout } from '../features/checkout/checkout.tsx'
import { orderOfGiftCard } from '../features/checkout/order.ts'
import { GiftCardSummary } from '../features/gift-cards/gift-card-summary.tsx'
import { useGiftCardsText } from '../features/gift-cards/text.ts'
import { GuardianForm } from '../features/guardian/guardian-form.tsx'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { useNow } from '../ui/countdown.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function GiftCardCheckoutPage() {
  const t = useGiftCardsText()
  const { id } = useParams({ from: '/shell/gift-cards/$id/checkout' })
  const { return: returned } = useSearch({ from: '/shell/gift-cards/$id/checkout' })
  const navigate = useNavigate()
  const nowMs = useNow()
  const card = useApiQuery(getGiftCard, { params: { id } }, { refetchInterval: useLiveInterval() })
  return (
    <Page title={t('checkoutTitle')} lead={t('checkoutLead')}>
      <Loaded query={card}>
        {(data) => (
          <Checkout
            order={orderOfGiftCard(data, nowMs)}
            summary={() => <GiftCardSummary card={data} />}
            returning={returned === 1}
            onPaid={() => void navigate({ to: '/gift-cards/$id', params: { id }, replace: true })}
            guardian={<GuardianForm />}
            onStale={() => void card.refetch()}
          />
        )}
      </Loaded>
    </Page>
  )
}
