import type { Offer } from '@ecc/contracts/coaches'
import type { Money } from '@ecc/contracts/vocabulary'
import { useId } from 'react'
import { usePolicyText, useRules } from '../../lib/policy.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney } from '../../lib/viewer.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './coach-page.module.css'
import { useCoachPageText } from './text.ts'

/** What one session of a package comes to, rounded to a minor unit. */
const perSession = (price: Money, sessions: number): Money => ({
  ...price,
  amount: Math.round(price.amount / sessions),
})

/** The offers as radio cards: title, length, price, terms. */
export function OfferChoice(props: { offers: Offer[]; value: string; onChange: (id: string) => void }) {
  const t = useCoachPageText()
  const money = useMoney()
  const policy = usePolicyText()
  const { requestAnswerHours } = useRules()
  const name = useId()
  return (
    <fieldset className={classes.offers}>
      <legend>{t('offer')}</legend>
      {props.offers.map((offer) => (
        <label key={offer.id} className={classes.offer} data-chosen={offer.id === props.value}>
          <input
            type="radio"
            name={name}
            value={offer.id}
            checked={offer.id === props.value}
            onChange={() => props.onChange(offer.id)}
          />
          <span className={classes.offerWords}>
            <span className={classes.offerTitle}>
              {offer.title} {offer.kind === 'single' ? null : <Tag tone="accent">{t(offer.kind)}</Tag>}
            </span>
            {offer.description === '' ? null : <span className={classes.offerText}>{offer.description}</span>}
            <span className={classes.offerText}>
              {durationText(offer.durationMinutes)} · {t('terms', { policy: policy.name(offer.policy) })}
            </span>
            {offer.package === null ? null : (
              <span className={classes.offerText}>
                {t('perSession', {
                  price: money.exact(perSession(offer.price, offer.package.sessions)),
                  percent: offer.package.discountPercent,
                })}
              </span>
            )}
            {offer.bookingMode === 'request' ? (
              <span className={classes.offerText}>{t('onRequest', { hours: requestAnswerHours })}</span>
            ) : null}
          </span>
          <b className="figures">{money(offer.price)}</b>
        </label>
      ))}
    </fieldset>
  )
}
