import { getEarnings } from '@ecc/contracts/earnings'
import { getPayoutBalance } from '@ecc/contracts/payouts'
import { Skeleton, Text } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { useMoney } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from './coach-dashboard.module.css'
import { useDashboardText } from './text.ts'

/** Held and available money at a glance. */
export function MoneyPanel() {
  const t = useDashboardText()
  const money = useMoney()
  const earnings = useApiQuery(getEarnings, { query: { limit: 1 } })
  const balance = useApiQuery(getPayoutBalance, {})
  const availableIn = (currency: string) =>
    balance.data?.balances.find((one) => one.currency === currency)?.available ?? 0
  return (
    <Panel
      title={t('money')}
      actions={
        <TextLink to="/coach/earnings" size="sm">
          {t('toEarnings')}
        </TextLink>
      }
    >
      <Loaded query={earnings} skeleton={<Skeleton h={56} radius="md" />}>
        {({ totals }) => {
          const shown = totals.length > 0 ? totals : [{ currency: 'EUR' as const, held: 0 }]
          return shown.map(({ currency, held }) => (
            <div key={currency} className={classes.money}>
              <p>
                <b className="figures">{balance.data ? money({ amount: availableIn(currency), currency }) : '–'}</b>
                <Text span size="sm" c="dimmed">
                  {t('available')}
                </Text>
              </p>
              <p>
                <b className="figures">{money({ amount: held, currency })}</b>
                <Text span size="sm" c="dimmed">
                  {t('held')}
                </Text>
              </p>
            </div>
          ))
        }}
      </Loaded>
    </Panel>
  )
}
