import type { ReplyOf } from '@ecc/contracts/define'
import type { getEarnings } from '@ecc/contracts/payments'
import { useMoney } from '../../lib/viewer.ts'
import classes from './coach-earnings.module.css'
import { useEarningsText } from './text.ts'

const kinds = ['held', 'available', 'paid'] as const

/** Held, available and paid money, one line for each currency. */
export function EarningsTotals({ totals }: { totals: ReplyOf<typeof getEarnings>['totals'] }) {
  const t = useEarningsText()
  const money = useMoney()
  const shown = totals.length > 0 ? totals : [{ currency: 'EUR' as const, held: 0, available: 0, paid: 0 }]
  return (
    <dl className={classes.totals} aria-label={t('totals')}>
      {kinds.map((kind) => (
        <div key={kind} className={classes.total} data-kind={kind}>
          <dt>{t(kind)}</dt>
          {shown.map((total) => (
            <dd key={total.currency} className="figures">
              {money.exact({ amount: total[kind], currency: total.currency })}
            </dd>
          ))}
          <dd className={classes.hint}>{t(`${kind}Hint`)}</dd>
        </div>
      ))}
    </dl>
  )
}
