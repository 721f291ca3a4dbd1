import { getEarnings } from '@ecc/contracts/payments'
import { Button, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCoins, IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useApiPages } from '../../lib/api.ts'
import { saveBlob } from '../../lib/download.ts'
import { messageOf } from '../../lib/message.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, FormError, LoadingLines } from '../../ui/states.tsx'
import { CommissionTierLine } from './commission-tier.tsx'
import { earningsCsv, fetchAllEarnings } from './earnings-file.ts'
import { EarningsList } from './earnings-list.tsx'
import { EarningsTotals } from './earnings-totals.tsx'
import { PayoutAccount } from './payout-account.tsx'
import { useEarningsText } from './text.ts'

/** A coach's money: totals, payout account, and the sessions behind them. */
export function EarningsOverview() {
  const t = useEarningsText()
  const earnings = useApiPages(getEarnings, { query: { limit: 30 } })
  const file = useMutation({
    mutationFn: async () => {
      const csv = earningsCsv(await fetchAllEarnings())
      saveBlob(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'earnings.csv')
    },
    onSuccess: () => notifications.show({ message: t('exported') }),
  })
  return (
    <Loaded query={earnings} skeleton={<LoadingLines count={3} heightPx={130} />}>
      {() => (
        <Stack gap="lg">
          <EarningsTotals totals={earnings.first?.totals ?? []} />
          {earnings.first ? <CommissionTierLine tier={earnings.first.commission} /> : null}
          <Panel title={t('payoutTitle')}>
            <PayoutAccount returnPath="/coach/earnings" />
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
            <Panel
              title={t('sessions')}
              actions={
                <Button
                  variant="default"
                  size="sm"
                  loading={file.isPending}
                  leftSection={<IconDownload size={17} aria-hidden />}
                  onClick={() => file.mutate()}
                >
                  {t('exportCsv')}
                </Button>
              }
            >
              <FormError message={file.error ? messageOf(file.error) : null} />
              <EarningsList items={earnings.items} />
              {earnings.hasNextPage ? (
                <Group justify="center">
                  <Button
                    variant="default"
                    loading={earnings.isFetchingNextPage}
                    onClick={() => void earnings.fetchNextPage()}
                  >
                    {t('more')}
                  </Button>
                </Group>
              ) : null}
            </Panel>
          )}
        </Stack>
      )}
    </Loaded>
  )
}
