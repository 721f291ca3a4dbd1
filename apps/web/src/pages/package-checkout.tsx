import { getPackage } from '@ecc/contracts/packages'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Checkout } from '../features/checkout/checkout.tsx'
import { orderOfPackage } from '../features/checkout/order.ts'
import { PackageSummary } from '../features/checkout/order-summary.tsx'
import { useCheckoutText } from '../features/checkout/text.ts'
import { GuardianForm } from '../features/guardian/guardian-form.tsx'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { useNow } from '../ui/countdown.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function PackageCheckoutPage() {
  const t = useCheckoutText()
  const { id } = useParams({ from: '/shell/packages/$id/checkout' })
  const { return: returned } = useSearch({ from: '/shell/packages/$id/checkout' })
  const navigate = useNavigate()
  const nowMs = useNow()
  const bought = useApiQuery(getPackage, { params: { id } }, { refetchInterval: useLiveInterval() })
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Loaded query={bought}>
        {(data) => (
          <Checkout
            order={orderOfPackage(data, nowMs)}
            summary={(quote) => <PackageSummary bought={data} quote={quote} />}
            returning={returned === 1}
            onPaid={() => void navigate({ to: '/packages/$id', params: { id }, replace: true })}
            guardian={<GuardianForm />}
            onStale={() => void bought.refetch()}
          />
        )}
      </Loaded>
    </Page>
  )
}
