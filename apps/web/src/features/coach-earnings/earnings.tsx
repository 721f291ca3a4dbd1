import { getEarnings } from '@ecc/contracts/earnings'
import { Stack } from '@mantine/core'
import { IconCoins } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { CommissionTierLine } from './commission-tier.tsx'
import { EarningsList } from './earnings-list.tsx'
import { EarningsTotals } from './earnings-totals.tsx'
import { PayOut } from './pay-out.tsx'
import { PayoutAccount } from './payout-account.tsx'
import { PayoutList } from './payout-list.tsx'
import { useEarningsText } from './text.ts'

/** A coach's money: totals, payouts, and the sessions behind them. */
export function EarningsOverview() {
  const t = useEarningsText()
  const earnings = useApiPages(getEarnings, { query: { limit: 30 } })
  return (
    <Loaded query={earnings} skeleton={<LoadingLines count={3} heightPx={130} />}>
      {() => (
        <Stack gap="lg">
          <EarningsTotals totals={earnings.first?.totals ?? []} />
          {earnings.first ? <CommissionTierLine tier={earnings.first.commission} /> : null}
          <Panel title={t('payoutTitle')}>
            <PayoutAccount returnPath="/coach/earnings" />
            <PayOut />
            <PayoutList />
          </Panel>
          {earnings.items.length === 0 ? (
            <EmptyState
              icon={<IconCoins size={26} stroke={1.6} />}
              title={t('empty')}
              action={
                <LinkButton to="/coach/offers" variant="default">
                  {t('toOffers')}
                </LinkButton>
              }
            >
              {t('emptyBody')}
            </EmptyState>
          ) : (
            <Panel title={t('sessions')}>
              <EarningsList items={earnings.items} />
              <MoreButton pages={earnings} />
            </Panel>
          )}
        </Stack>
      )}
    </Loaded>
  )
}
