import { giftCardWithdrawDays } from '@ecc/contracts/gift-card-terms'
import type { GiftCard } from '@ecc/contracts/gift-cards'
import { Text } from '@mantine/core'
import { useMoney } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import classes from './gift-cards.module.css'
import { useGiftCardsText } from './text.ts'

/** What is being paid for, beside the card that pays it. */
export function GiftCardSummary({ card: { amount, recipientName, recipientEmail } }: { card: GiftCard }) {
  const t = useGiftCardsText()
  const money = useMoney()
  const name = recipientName ?? recipientEmail
  return (
    <Panel title={t('summary')}>
      <Text>{name === null ? t('forYou') : t('for', { name })}</Text>
      <dl className={classes.total}>
        <dt>{t('total')}</dt>
        <dd className="figures">{money.exact(amount)}</dd>
      </dl>
      <ul className={classes.lines}>
        <li>{t('termExpiry')}</li>
        <li>{t('termWithdraw', { days: giftCardWithdrawDays })}</li>
        <li>{t('termTax')}</li>
      </ul>
    </Panel>
  )
}
