import { type CoachProfile, listSlots } from '@ecc/contracts/coaches'
import { paidOf } from '@ecc/contracts/price-quote'
import type { Money } from '@ecc/contracts/vocabulary'
import { Group, Text, Title } from '@mantine/core'
import { IconCheck, IconClockHour4, IconLock, IconRefresh, IconUsers } from '@tabler/icons-react'
import { useApiQuery } from '../../lib/api.ts'
import { useGroupText } from '../../lib/group.ts'
import { useListedQuote, usePolicyText, useRefundLines, useRules } from '../../lib/policy.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Face } from '../../ui/face.tsx'
import { FormError } from '../../ui/states.tsx'
import classes from './booking-sheet.module.css'
import type { SlotChoice } from './booking-sheet.tsx'
import { useSheetText } from './text.ts'

/** When, what, with whom, for how much, and on what terms. */
export function SlotSummary({ coach, choice }: { coach: CoachProfile; choice: SlotChoice }) {
  const t = useSheetText()
  const times = useTimes()
  const { requestAnswerHours } = useRules()
  const listed = useListedQuote()
  const offer = coach.offers.find(({ id }) => id === choice.offerId)
  if (!offer) return <FormError message={t('gone')} />
  const { startsAt } = choice.slot
  const quote = listed(offer.price)
  const total = { ...offer.price, amount: paidOf(quote) }
  const endsAt = Date.parse(startsAt) + offer.durationMinutes * 60_000
  const otherClock = !times.readsTheSame(coach.timeZone, startsAt)
  return (
    <div>
      <div className={classes.when}>
        <Text c="dimmed" size="sm">
          {times.relativeDay(startsAt)}
          {times.relativeDay(startsAt) === times.day(startsAt) ? '' : `, ${times.day(startsAt)}`}
        </Text>
        <Text className={classes.time}>{times.range(startsAt, endsAt)}</Text>
        <Text size="sm" c="dimmed">
          {times.zoneName(startsAt)}
        </Text>
        {otherClock ? (
          <Text size="sm" c="dimmed">
            {t('theirTime', {
              day: times.day(startsAt, coach.timeZone),
              time: times.time(startsAt, coach.timeZone),
              name: coach.displayName,
              zone: times.zoneName(startsAt, coach.timeZone),
            })}
          </Text>
        ) : null}
      </div>
      <Group gap="sm" wrap="nowrap" mt="md">
        <Face name={coach.displayName} url={coach.avatarUrl} size={44} />
        <div>
          <Title order={3} fz="md">
            {offer.title}
          </Title>
          <Text size="sm" c="dimmed">
            {t('with', { name: coach.displayName })}
          </Text>
        </div>
      </Group>
      <Price offer={offer} fee={quote.fee} total={total} />
      <ul className={classes.lines}>
        <li>
          <IconLock size={16} aria-hidden />
          {offer.bookingMode === 'request' ? t('askedMoney', { hours: requestAnswerHours }) : t('heldMoney')}
        </li>
        {offer.group === null ? null : <GroupLine coachId={coach.id} offerId={offer.id} startsAt={startsAt} />}
        <li>
          <IconClockHour4 size={16} aria-hidden />
          {t('duration', { duration: durationText(offer.durationMinutes) })}
        </li>
      </ul>
      <CancelTerms offer={{ ...offer, price: total }} startsAt={startsAt} />
    </div>
  )
}

/** What it costs: one line, or, with a fee, what it is made of. */
function Price({ offer, fee, total }: { offer: CoachProfile['offers'][number]; fee: number; total: Money }) {
  const t = useSheetText()
  const money = useMoney()
  return (
    <dl className={classes.terms}>
      {fee > 0 ? (
        <>
          <PriceLine label={t('price')} amount={offer.price} />
          <PriceLine label={t('fee')} amount={{ ...offer.price, amount: fee }} />
        </>
      ) : null}
      <div className={classes.total}>
        <dt>{t(offer.group === null ? 'total' : 'totalSeat')}</dt>
        <dd className="figures">{money(total)}</dd>
      </div>
    </dl>
  )
}

function PriceLine({ label, amount }: { label: string; amount: Money }) {
  const money = useMoney()
  return (
    <div className={classes.priceLine}>
      <dt>{label}</dt>
      <dd className="figures">{money.exact(amount)}</dd>
    </div>
  )
}

/** Of a group: the seats left, and what its taking place hangs on. */
function GroupLine({ coachId, offerId, startsAt }: { coachId: string; offerId: string; startsAt: string }) {
  const words = useGroupText()
  const to = new Date(Date.parse(startsAt) + 60_000).toISOString()
  const slots = useApiQuery(listSlots, { params: { id: coachId }, query: { offerId, from: startsAt, to } })
  const group = slots.data?.items[0]?.group
  if (!group) return null
  return (
    <li>
      <IconUsers size={16} aria-hidden />
      {words.seatsLeft(group)}. {words.whether(group)}
    </li>
  )
}

/** What cancelling would give back for this time and price; below, the rules it follows from. */
function CancelTerms({ offer, startsAt }: { offer: CoachProfile['offers'][number]; startsAt: string }) {
  const t = useSheetText()
  const policy = usePolicyText()
  const refundLines = useRefundLines()
  const nowMs = useNow(10_000)
  return (
    <>
      <section aria-labelledby="if-you-cancel">
        <Text id="if-you-cancel" size="sm" fw={620} mt="md">
          {t('ifYouCancel')}
        </Text>
        <ul className={classes.lines}>
          {refundLines({ ...offer, startsAt, bookedAt: null }, nowMs).map((line) => (
            <li key={line}>
              <IconRefresh size={16} aria-hidden />
              {line}
            </li>
          ))}
        </ul>
      </section>
      <details className={classes.policy}>
        <summary>{t('terms', { policy: policy.name(offer.policy) })}</summary>
        <ul className={classes.lines}>
          {policy.lines(offer.policy).map((line) => (
            <li key={line}>
              <IconCheck size={16} aria-hidden />
              {line}
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
