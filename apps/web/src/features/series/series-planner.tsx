import { seriesLength } from '@ecc/contracts/date-quotes'
import { paidOf } from '@ecc/contracts/price-quote'
import { createSeries, quoteSeries, seriesNotBookable } from '@ecc/contracts/series'
import { Button, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useListedQuote, useRules } from '../../lib/policy.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, FormError, LoadingLines } from '../../ui/states.tsx'
import { type Changes, type SeriesQuote, startsOf } from './choice.ts'
import classes from './series.module.css'
import { SeriesDate } from './series-date.tsx'
import { useSeriesText } from './text.ts'

export interface SeriesPlannerProps {
  offerId: string
  startsAt: string
}

/** How often, which dates, and for how much; then all of them are held at once. */
export function SeriesPlanner({ offerId, startsAt }: SeriesPlannerProps) {
  const t = useSeriesText()
  const navigate = useNavigate()
  const [count, setCount] = useState(4)
  const [everyWeeks, setEveryWeeks] = useState(1)
  const [changes, setChanges] = useState<Changes>({})
  const quote = useApiMutation(quoteSeries)
  const hold = useApiMutation(createSeries, {
    onSuccess: ({ id }) => void navigate({ to: '/series/$id/checkout', params: { id } }),
    onError: (error) => {
      if (seriesNotBookable.is(error)) ask()
    },
  })
  const { mutate } = quote
  const ask = () => mutate({ body: { offerId, startsAt, count, everyWeeks } })
  useEffect(() => {
    mutate({ body: { offerId, startsAt, count, everyWeeks } })
  }, [mutate, offerId, startsAt, count, everyWeeks])
  return (
    <Stack gap="lg">
      <Panel title={t('rule')}>
        <Rule
          count={count}
          everyWeeks={everyWeeks}
          onChange={(rule) => {
            hold.reset()
            setChanges({})
            setCount(rule.count)
            setEveryWeeks(rule.everyWeeks)
          }}
        />
        {quote.data ? <ClockNote quote={quote.data} /> : null}
      </Panel>
      {quote.error ? <ErrorState message={messageOf(quote.error)} onRetry={ask} /> : null}
      {quote.data === undefined && !quote.error ? <LoadingLines count={4} heightPx={64} /> : null}
      {quote.data ? (
        <>
          <FormError
            message={hold.error ? (seriesNotBookable.is(hold.error) ? t('someGone') : messageOf(hold.error)) : null}
          />
          <section aria-label={t('dates')} aria-busy={quote.isPending}>
            <ul className={classes.dates}>
              {quote.data.items.map((date) => (
                <li key={date.date}>
                  <SeriesDate
                    date={date}
                    coachZone={quote.data.coachZone}
                    changes={changes}
                    onChange={(start) => setChanges((before) => ({ ...before, [date.date]: start }))}
                  />
                </li>
              ))}
            </ul>
          </section>
          <Total
            quote={quote.data}
            changes={changes}
            busy={hold.isPending || quote.isPending}
            onHold={(starts) => hold.mutate({ body: { offerId, startsAt: starts } })}
          />
        </>
      ) : null}
    </Stack>
  )
}

interface RuleValue {
  count: number
  everyWeeks: number
}

/** How many dates, and how often. */
function Rule({ count, everyWeeks, onChange }: RuleValue & { onChange: (rule: RuleValue) => void }) {
  const t = useSeriesText()
  const { seriesDates } = useRules()
  return (
    <Group align="flex-end">
      <NativeSelect
        label={t('every')}
        data={[
          { value: '1', label: t('weekly') },
          { value: '2', label: t('fortnightly') },
        ]}
        value={String(everyWeeks)}
        onChange={(event) => onChange({ count, everyWeeks: Number(event.currentTarget.value) })}
      />
      <NumberInput
        label={t('count')}
        w={120}
        min={seriesLength.least}
        max={seriesDates}
        clampBehavior="strict"
        allowDecimal={false}
        value={count}
        onChange={(value) => {
          if (typeof value !== 'number' || value < seriesLength.least || value > seriesDates) return
          onChange({ count: value, everyWeeks })
        }}
      />
    </Group>
  )
}

function ClockNote({ quote: { coachZone, items } }: { quote: SeriesQuote }) {
  const t = useSeriesText()
  const times = useTimes()
  const starts = items.map(({ startsAt }) => startsAt).filter((start) => start !== null)
  const moves = new Set(starts.map((start) => times.time(start))).size > 1
  return (
    <Text size="sm" c="dimmed">
      {t('clock', { clock: items[0]?.clock, zone: times.zoneName(starts[0], coachZone) })}{' '}
      {moves ? t('clockMoves') : ''}
    </Text>
  )
}

function Total(props: { quote: SeriesQuote; changes: Changes; busy: boolean; onHold: (starts: string[]) => void }) {
  const t = useSeriesText()
  const money = useMoney()
  const { quote, changes, busy, onHold } = props
  const starts = startsOf(quote, changes)
  const single = quote.singlePrice
  const price = { ...single, amount: single.amount * starts.length }
  const listed = useListedQuote()
  const lines = listed(price)
  const total = { ...price, amount: paidOf(lines) }
  const enough = starts.length >= seriesLength.least
  return (
    <Panel tone="accent">
      <Text fw={620} className="figures" role="status">
        {enough
          ? t('total', { count: starts.length, single: money.exact(single), price: money.exact(price) })
          : t('tooFew')}
      </Text>
      {enough && lines.fee > 0 ? (
        <Text size="sm" c="dimmed" className="figures">
          {t('fee', { fee: money.exact({ ...price, amount: lines.fee }) })}
        </Text>
      ) : null}
      <Button mt="sm" size="md" loading={busy} disabled={!enough} onClick={() => onHold(starts)}>
        {t('hold', { price: money(total) })}
      </Button>
    </Panel>
  )
}
