import { listCredits } from '@ecc/contracts/payments'
import { Text } from '@mantine/core'
import { useApiPages } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState } from '../../ui/states.tsx'
import classes from './payments.module.css'
import { usePaymentsText } from './text.ts'

/** What the viewer has as credit, and which of it coaches gave or came from gift cards. Nothing for those who never had any, and while it loads. */
export function Credits() {
  const t = usePaymentsText()
  const times = useTimes()
  const money = useMoney()
  const credits = useApiPages(listCredits, {})
  if (credits.error && credits.items.length === 0)
    return <ErrorState message={messageOf(credits.error)} onRetry={() => void credits.refetch()} />
  if (credits.items.length === 0 && !credits.first?.balances.length) return null
  return (
    <Panel title={t('credit')} lead={t('creditLead')}>
      {credits.first?.balances.map((balance) => (
        <Text key={balance.currency} fw={680} size="lg" className="figures">
          {money.exact(balance)}
        </Text>
      ))}
      {credits.items.length === 0 ? null : (
        <ul className={classes.credits}>
          {credits.items.map(({ bookingId, giftCardId, amount, at }) => {
            const words = { amount: money.exact(amount), when: times.date(at) }
            return (
              <li key={bookingId ?? giftCardId}>
                {bookingId === null ? (
                  <Text size="sm">{t('creditGift', words)}</Text>
                ) : (
                  <TextLink to="/bookings/$id" params={{ id: bookingId }} size="sm">
                    {t('creditFrom', words)}
                  </TextLink>
                )}
              </li>
            )
          })}
        </ul>
      )}
      <MoreButton pages={credits}>{t('creditMore')}</MoreButton>
    </Panel>
  )
}
