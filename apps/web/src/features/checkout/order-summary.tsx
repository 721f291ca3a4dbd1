import type { Booking } from '@ecc/contracts/bookings'
import { Group, Text } from '@mantine/core'
import { useCatalogue } from '../../lib/catalogue.ts'
import { usePolicyText, useRefundLines } from '../../lib/policy.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Face } from '../../ui/face.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import classes from './checkout.module.css'
import { useCheckoutText } from './text.ts'

/** What is being paid for, and on what terms. */
export function OrderSummary({ booking }: { booking: Booking }) {
  const t = useCheckoutText()
  const times = useTimes()
  const money = useMoney()
  const policy = usePolicyText()
  const refundLines = useRefundLines()
  const nowMs = useNow(10_000)
  const { gameName } = useCatalogue()
  const { coach, startsAt, endsAt } = booking
  const theirs = times.readsTheSame(coach.timeZone, startsAt)
    ? null
    : t('theirs', {
        when: times.dayTime(startsAt, coach.timeZone),
        name: coach.displayName,
        zone: times.zoneName(startsAt, coach.timeZone),
      })
  return (
    <Panel title={t('summary')}>
      <Group gap="sm" wrap="nowrap">
        <Face name={coach.displayName} url={coach.avatarUrl} size={48} />
        <div>
          <Text fw={620}>{booking.offerTitle}</Text>
          <Text size="sm" c="dimmed">
            {t('with', { name: coach.displayName })} · {gameName(booking.gameId)}
          </Text>
        </div>
      </Group>
      <TwoClocks
        strong
        mine={`${times.day(startsAt)}, ${times.range(startsAt, endsAt)}`}
        zone={times.zoneName(startsAt)}
        theirs={theirs}
      />
      <Text size="sm" c="dimmed">
        {durationText(booking.durationMinutes)}
      </Text>
      <dl className={classes.amounts}>
        <div>
          <dt>{t('price')}</dt>
          <dd className="figures">{money.exact(booking.price)}</dd>
        </div>
        <div>
          <dt>{t('fee')}</dt>
          <dd className="figures">{money.exact({ ...booking.price, amount: 0 })}</dd>
        </div>
        <div className={classes.total}>
          <dt>{t('total')}</dt>
          <dd className="figures">{money.exact(booking.price)}</dd>
        </div>
      </dl>
      <div>
        <Text size="sm" fw={620}>
          {t('terms', { policy: policy.name(booking.policy) })}
        </Text>
        <ul className={classes.lines}>
          {refundLines({ ...booking, bookedAt: null }, nowMs).map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>{policy.coach}</li>
        </ul>
      </div>
    </Panel>
  )
}
