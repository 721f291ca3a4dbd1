import { getSeries } from '@ecc/contracts/series'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Checkout } from '../features/checkout/checkout.tsx'
import { orderOfSeries } from '../features/checkout/order.ts'
import { SeriesSummary } from '../features/checkout/order-summary.tsx'
import { useCheckoutText } from '../features/checkout/text.ts'
import { GuardianForm } from '../features/guardian/guardian-form.tsx'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { useNow } from '../ui/countdown.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function SeriesCheckoutPage() {
  const t = useCheckoutText()
  const { id } = useParams({ from: '/shell/series/$id/checkout' })
  const { return: returned } = useSearch({ from: '/shell/series/$id/checkout' })
  const navigate = useNavigate()
  const nowMs = useNow()
  const series = useApiQuery(getSeries, { params: { id } }, { refetchInterval: useLiveInterval() })
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Loaded query={series}>
        {(data) => (
          <Checkout
            order={orderOfSeries(data, nowMs)}
            summary={(quote) => <SeriesSummary series={data} quote={quote} />}
            returning={returned === 1}
            onPaid={() => void navigate({ to: '/series/$id', params: { id }, replace: true })}
            guardian={<GuardianForm />}
            onStale={() => void series.refetch()}
          />
        )}
      </Loaded>
    </Page>
  )
}
