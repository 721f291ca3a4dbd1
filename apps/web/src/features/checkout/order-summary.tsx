import type { Booking } from '@ecc/contracts/bookings'
import type { Package } from '@ecc/contracts/packages'
import { type PriceQuote, paidOf } from '@ecc/contracts/price-quote'
import type { Series } from '@ecc/contracts/series'
import type { Money, PersonCard } from '@ecc/contracts/vocabulary'
import { Group, Text } from '@mantine/core'
import { useCatalogue } from '../../lib/catalogue.ts'
import { useGroupText } from '../../lib/group.ts'
import { usePolicyText, useRefundLines, useRules } from '../../lib/policy.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Face } from '../../ui/face.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import classes from './checkout.module.css'
import { useCheckoutText } from './text.ts'

/** What is being paid for, and on what terms. */
export function OrderSummary({ booking, quote }: { booking: Booking; quote: PriceQuote | null }) {
  const t = useCheckoutText()
  const times = useTimes()
  const refundLines = useRefundLines()
  const nowMs = useNow(10_000)
  const words = useGroupText()
  const { gameName } = useCatalogue()
  const { coach, startsAt, endsAt } = booking
  const paid = quote ? { ...booking.price, amount: paidOf(quote) } : booking.price
  const theirs = times.readsTheSame(coach.timeZone, startsAt)
    ? null
    : t('theirs', {
        when: times.dayTime(startsAt, coach.timeZone),
        name: coach.displayName,
        zone: times.zoneName(startsAt, coach.timeZone),
      })
  return (
    <Panel title={t('summary')}>
      <Session coach={coach} title={booking.offerTitle} game={gameName(booking.gameId)} />
      <TwoClocks
        strong
        mine={`${times.day(startsAt)}, ${times.range(startsAt, endsAt)}`}
        zone={times.zoneName(startsAt)}
        theirs={theirs}
      />
      <Text size="sm" c="dimmed">
        {durationText(booking.durationMinutes)}
      </Text>
      {booking.group ? (
        <Text size="sm">
          {t('seat')}. {words.seatsBooked(booking.group)}. {words.whether(booking.group, nowMs)}
        </Text>
      ) : null}
      <Amounts rows={[[t('price'), booking.price]]} price={booking.price} quote={quote} />
      <Terms policy={booking.policy} lines={refundLines({ ...booking, price: paid, bookedAt: null }, nowMs)} />
    </Panel>
  )
}

/** The same of a package: how many sessions, what each costs, what is saved, and until when. */
export function PackageSummary({ bought, quote }: { bought: Package; quote: PriceQuote | null }) {
  const t = useCheckoutText()
  const money = useMoney()
  const { gameName } = useCatalogue()
  const { coach, sessions, price, singlePrice } = bought
  const { packageDays } = useRules()
  const oneByOne = { ...price, amount: singlePrice.amount * sessions }
  const saved = { ...price, amount: oneByOne.amount - price.amount }
  return (
    <Panel title={t('summaryPackage')}>
      <Session coach={coach} title={bought.offerTitle} game={gameName(bought.gameId)} />
      <Text>{t('packageLength', { count: sessions, length: durationText(bought.durationMinutes) })}</Text>
      <Amounts
        rows={[
          [t('oneByOne', { count: sessions, price: money.exact(singlePrice) }), oneByOne],
          [t('saved'), saved, '−'],
        ]}
        price={price}
        quote={quote}
      />
      <ul className={classes.lines}>
        <li>{t('packageValid', { days: packageDays })}</li>
        <li>{t('packageRefund', { price: money.exact(singlePrice) })}</li>
      </ul>
      <Terms policy={bought.policy} />
    </Panel>
  )
}

/** The same of a series: all of its dates. */
export function SeriesSummary({ series, quote }: { series: Series; quote: PriceQuote | null }) {
  const t = useCheckoutText()
  const times = useTimes()
  const money = useMoney()
  const { coach, bookings, price } = series
  const [first] = bookings
  if (!first) return null
  return (
    <Panel title={t('summarySeries')}>
      <Session coach={coach} title={series.offerTitle} />
      <ul className={classes.lines}>
        {bookings.map(({ id, startsAt, endsAt }) => (
          <li key={id} className="figures">
            {times.day(startsAt)}, {times.range(startsAt, endsAt)}
          </li>
        ))}
      </ul>
      <Amounts
        rows={[[t('oneByOne', { count: bookings.length, price: money.exact(first.price) }), price]]}
        price={price}
        quote={quote}
      />
      <Terms policy={first.policy} />
    </Panel>
  )
}

function Session({ coach, title, game }: { coach: PersonCard; title: string; game?: string }) {
  const t = useCheckoutText()
  const whose = t('with', { name: coach.displayName })
  return (
    <Group gap="sm" wrap="nowrap">
      <Face name={coach.displayName} url={coach.avatarUrl} size={48} />
      <div>
        <Text fw={620}>{title}</Text>
        <Text size="sm" c="dimmed">
          {game === undefined ? whose : `${whose} · ${game}`}
        </Text>
      </div>
    </Group>
  )
}

type Row = readonly [label: string, amount: Money, sign?: string]

/** The lines of a price: what it is made of, what comes off, what credit pays, and what is left to the card. */
function Amounts({ rows, price, quote }: { rows: readonly Row[]; price: Money; quote: PriceQuote | null }) {
  const t = useCheckoutText()
  const money = useMoney()
  const of = (amount: number): Money => ({ ...price, amount })
  const lines: Row[] = [...rows]
  if (quote && quote.discount > 0)
    lines.push([t(quote.bearer === 'coach' ? 'discountCoach' : 'discount'), of(quote.discount), '−'])
  if (quote && quote.fee > 0) lines.push([t('fee'), of(quote.fee)])
  if (quote && quote.credit > 0) lines.push([t('creditUsed'), of(quote.credit), '−'])
  return (
    <dl className={classes.amounts}>
      {lines.map(([label, amount, sign]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="figures">
            {sign}
            {money.exact(amount)}
          </dd>
        </div>
      ))}
      <div className={classes.total}>
        <dt>{t(quote && quote.credit > 0 ? 'byCard' : 'total')}</dt>
        <dd className="figures">{money.exact(quote ? of(quote.card) : price)}</dd>
      </div>
    </dl>
  )
}

/** The cancellation terms: `lines` are what comes back until when; without a date yet, in words. */
function Terms({ policy: preset, lines }: { policy: Booking['policy']; lines?: string[] }) {
  const t = useCheckoutText()
  const policy = usePolicyText()
  return (
    <div>
      <Text size="sm" fw={620}>
        {t('terms', { policy: policy.name(preset) })}
      </Text>
      <ul className={classes.lines}>
        {(lines ?? policy.lines(preset)).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {lines ? <li>{policy.coach}</li> : null}
      </ul>
    </div>
  )
}
