import { listBookings } from '@ecc/contracts/bookings'
import type { ReplyOf } from '@ecc/contracts/define'
import type { getEarnings } from '@ecc/contracts/earnings'
import { Text } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './coach-earnings.module.css'
import { useEarningsText } from './text.ts'

type EarningItem = ReplyOf<typeof getEarnings>['items'][number]

const tones = { held: 'warn', waiting: 'warn', pending: 'accent', available: 'good', refunded: 'plain' } as const

/** The bookings behind the earnings: a table, on a phone a card each. */
export function EarningsList({ items }: { items: readonly EarningItem[] }) {
  const t = useEarningsText()
  const times = useTimes()
  const money = useMoney()
  const nameOf = useSessionNames()
  return (
    <table className={classes.table}>
      <caption className={classes.caption}>{t('sessions')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('session')}</th>
          <th scope="col">{t('when')}</th>
          <th scope="col">{t('price')}</th>
          <th scope="col">{t('commission')}</th>
          <th scope="col">{t('share')}</th>
          <th scope="col">{t('state')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.bookingId ?? item.orderId}>
            <th scope="row">
              {item.bookingId === null ? (
                t('restOfPackage')
              ) : (
                <TextLink to="/bookings/$id" params={{ id: item.bookingId }} underline="always">
                  {nameOf(item.bookingId)}
                </TextLink>
              )}
            </th>
            <td data-label={t('when')} className="figures">
              {times.date(item.at)}
            </td>
            <td data-label={t('price')} className="figures">
              {money.exact(item.price)}
            </td>
            <td data-label={t('commission')} className="figures">
              {money.exact(item.commission)}
            </td>
            <td data-label={t('share')} className="figures">
              <b>{money.exact(item.share)}</b>
            </td>
            <td data-label={t('state')}>
              <span className={classes.state}>
                <Tag tone={tones[item.state]}>{t(`state_${item.state}`)}</Tag>
                {(item.state === 'held' || item.state === 'pending') && item.availableAt !== null ? (
                  <Text span size="sm" c="dimmed">
                    {t('onDate', { date: times.dayTime(item.availableAt) })}
                  </Text>
                ) : null}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Earnings know only the booking; its offer and player come from the latest bookings. */
function useSessionNames(): (bookingId: string) => string {
  const t = useEarningsText()
  const bookings = useApiQuery(listBookings, { query: { as: 'coach', limit: 100 } })
  const byId = new Map(bookings.data?.items.map((booking) => [booking.id, booking]))
  return (id) => {
    const booking = byId.get(id)
    return booking ? t('withPlayer', { offer: booking.offerTitle, name: booking.player.displayName }) : t('session')
  }
}
