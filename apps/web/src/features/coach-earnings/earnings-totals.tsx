import type { EarningTotals } from '@ecc/contracts/earnings'
import { getPayoutBalance, type PayoutBalance } from '@ecc/contracts/payouts'
import { Alert, Text } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import classes from './coach-earnings.module.css'
import { useEarningsText } from './text.ts'

const nothing: EarningTotals = { currency: 'EUR', held: 0, waiting: 0, onItsWay: 0, paid: 0, owed: 0 }

/** Held, available, on its way and paid, one line for each currency, and what has to be known about it. */
export function EarningsTotals({ totals }: { totals: readonly EarningTotals[] }) {
  const t = useEarningsText()
  const money = useMoney()
  const shown = totals.length > 0 ? totals : [nothing]
  const tile = (kind: 'held' | 'onItsWay' | 'paid') => (
    <div className={classes.total} data-kind={kind}>
      <dt>{t(kind)}</dt>
      {shown.map((total) => (
        <dd key={total.currency} className="figures">
          {money.exact({ amount: total[kind], currency: total.currency })}
        </dd>
      ))}
      <dd className={classes.hint}>{t(`${kind}Hint`)}</dd>
    </div>
  )
  return (
    <>
      <dl className={classes.totals} aria-label={t('totals')}>
        {tile('held')}
        <Available shown={shown} />
        {tile('onItsWay')}
        {tile('paid')}
      </dl>
      {shown
        .filter(({ waiting }) => waiting > 0)
        .map(({ waiting: amount, currency }) => (
          <Text key={currency} size="sm">
            {t('waiting', { amount: money.exact({ amount, currency }) })}
          </Text>
        ))}
      {shown
        .filter(({ owed }) => owed > 0)
        .map(({ owed: amount, currency }) => (
          <Alert key={currency} color="yellow" title={t('owedTitle', { amount: money.exact({ amount, currency }) })}>
            {t('owedText')}
          </Alert>
        ))}
      <BelowZero />
    </>
  )
}

/** What may be paid out now, as the payment provider says. */
function Available({ shown }: { shown: readonly EarningTotals[] }) {
  const t = useEarningsText()
  const money = useMoney()
  const balance = useApiQuery(getPayoutBalance, {})
  const byCurrency = new Map(balance.data?.balances.map((one) => [one.currency, one]))
  const currencies = new Set([...shown.map(({ currency }) => currency), ...byCurrency.keys()])
  return (
    <div className={classes.total} data-kind="available" aria-busy={balance.isPending}>
      <dt>{t('available')}</dt>
      {[...currencies].map((currency) => (
        <dd key={currency} className="figures">
          {balance.data ? money.exact({ amount: byCurrency.get(currency)?.available ?? 0, currency }) : '–'}
        </dd>
      ))}
      {[...byCurrency.values()].map((one) => (
        <Soon key={one.currency} balance={one} />
      ))}
      <dd className={classes.hint} role={balance.error ? 'alert' : undefined}>
        {t(balance.error && !balance.data ? 'availableUnknown' : 'availableHint')}
      </dd>
    </div>
  )
}

function Soon({ balance: { currency, pending, frozen, nextAvailableAt } }: { balance: PayoutBalance }) {
  const t = useEarningsText()
  const money = useMoney()
  const times = useTimes()
  const amount = money.exact({ amount: pending, currency })
  return (
    <>
      {pending > 0 ? (
        <dd className={classes.hint}>
          {nextAvailableAt === null
            ? t('availableLater', { amount })
            : t('availableSoon', { amount, date: times.dayTime(nextAvailableAt) })}
        </dd>
      ) : null}
      {frozen > 0 ? (
        <dd className={classes.hint}>{t('availableFrozen', { amount: money.exact({ amount: frozen, currency }) })}</dd>
      ) : null}
    </>
  )
}

function BelowZero() {
  const t = useEarningsText()
  const money = useMoney()
  const balance = useApiQuery(getPayoutBalance, {})
  return balance.data?.balances
    .filter(({ available, pending }) => available + pending < 0)
    .map(({ available, pending, currency }) => (
      <Alert
        key={currency}
        color="yellow"
        title={t('negativeTitle', { amount: money.exact({ amount: available + pending, currency }) })}
      >
        {t('negativeText')}
      </Alert>
    ))
}
