import { getEarnings } from '@ecc/contracts/earnings'
import { payoutFailureOf } from '@ecc/contracts/payout-failures'
import { getPayoutBalance, listPayouts, type Payout } from '@ecc/contracts/payouts'
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { invalidate, useApiPages } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { MoreButton } from '../../ui/more-button.tsx'
import { ErrorState, LoadingLines } from '../../ui/states.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import classes from './coach-earnings.module.css'
import { useEarningsText } from './text.ts'

const tones: Record<Payout['state'], Tone> = {
  requested: 'accent',
  refused: 'plain',
  pending: 'accent',
  in_transit: 'accent',
  paid: 'good',
  failed: 'bad',
  canceled: 'plain',
}

/** Every payout with where it is; one that came back says why and what to do. */
export function PayoutList() {
  const t = useEarningsText()
  const payouts = useApiPages(listPayouts, { query: { limit: 10 } })
  useLookWhile(payouts.items.some(({ state }) => state === 'requested'))
  if (payouts.isPending) return <LoadingLines count={2} heightPx={40} />
  if (payouts.error && payouts.items.length === 0)
    return <ErrorState message={messageOf(payouts.error)} onRetry={() => void payouts.refetch()} />
  if (payouts.items.length === 0) return <Text c="dimmed">{t('noPayouts')}</Text>
  return (
    <>
      <table className={`${classes.table} ${classes.payouts}`}>
        <caption className={classes.caption}>{t('payouts')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('payoutDate')}</th>
            <th scope="col">{t('payoutAmount')}</th>
            <th scope="col">{t('payoutState')}</th>
          </tr>
        </thead>
        <tbody>
          {payouts.items.map((payout) => (
            <PayoutLine key={payout.id} payout={payout} />
          ))}
        </tbody>
      </table>
      <MoreButton pages={payouts} />
    </>
  )
}

const lookAgainMs = 1_500

/** What was just asked for is at the provider within a second or two; until then the page looks again. */
function useLookWhile(isAsked: boolean) {
  const queryClient = useQueryClient()
  useEffect(() => {
    if (!isAsked) return
    const timer = setInterval(
      () => void invalidate(queryClient, [listPayouts, getPayoutBalance, getEarnings]),
      lookAgainMs,
    )
    return () => clearInterval(timer)
  }, [isAsked, queryClient])
}

function PayoutLine({ payout: { state, amount, automatic, arrivesAt, failureCode, createdAt } }: { payout: Payout }) {
  const t = useEarningsText()
  const times = useTimes()
  const money = useMoney()
  const date = arrivesAt === null ? null : times.date(arrivesAt)
  const isOnItsWay = state === 'pending' || state === 'in_transit'
  return (
    <tr>
      <th scope="row">
        {times.date(createdAt)} {automatic ? t('payoutBySchedule') : ''}
      </th>
      <td data-label={t('payoutAmount')} className="figures">
        {money.exact(amount)}
      </td>
      <td data-label={t('payoutState')}>
        <span className={classes.state}>
          <Tag tone={tones[state]}>{t(`payout_${state}`)}</Tag>
          {date !== null && (isOnItsWay || state === 'paid') ? (
            <Text span size="sm" c="dimmed">
              {t(state === 'paid' ? 'payoutArrived' : 'payoutArrives', { date })}
            </Text>
          ) : null}
          {state === 'failed' ? (
            <Text span size="sm">
              {t(`failed_${payoutFailureOf(failureCode)}`)} {t('failed_way')}
            </Text>
          ) : null}
          {state === 'refused' ? (
            <Text span size="sm">
              {t('refused_text')}
            </Text>
          ) : null}
        </span>
      </td>
    </tr>
  )
}
