/** The cancellation presets in plain words, and what they mean for one time and price (product rules, "player cancels"). */
import type { Booking } from '@ecc/contracts/bookings'
import { type CancellationTerms, graceMinutes, type RefundStep, stepsFrom } from '@ecc/contracts/cancellation-terms'
import { defaultPolicy, getPolicy, type PolicyValues } from '@ecc/contracts/policies'
import { type PriceQuote, quotePrice } from '@ecc/contracts/price-quote'
import type { Money } from '@ecc/contracts/vocabulary'
import { useApiQuery } from './api.ts'
import { defineText } from './text.ts'
import { useMoney, useTimes } from './viewer.ts'

const usePolicyWords = defineText('policy', {
  flexible: 'Flexible',
  standard: 'Standard',
  strict: 'Strict',
  full: 'All of it back until {{hours}} hours before the start',
  partToStart: '{{share}} back after that',
  part: '{{share}} back until {{hours}} hours before, nothing after that',
  grace:
    'Changed your mind? All of it back for {{minutes}} minutes after booking, if the start is more than {{hours}} hours away',
  coach: 'If the coach cancels or does not come, you get everything back',
  asked: 'Withdraw at no cost until the coach accepts',
  graceNow_one: 'Changed your mind? Full refund ({{amount}}) for {{count}} minute after you pay',
  graceNow_other: 'Changed your mind? Full refund ({{amount}}) for {{count}} minutes after you pay',
  step_all: 'Full refund ({{amount}}) until {{when}}',
  step_part: '{{share}} back ({{amount}}) until {{when}}',
  step_part_start: '{{share}} back ({{amount}}) until the start, {{when}}',
  half: 'Half',
  percent: '{{percent}} %',
  step_none: 'Nothing back: the start is too near',
  nothingThen: 'Then nothing',
})

/** The rules' numbers in force, under which whatever is booked now is sold; the product's own until they are known. */
export function useRules(): PolicyValues {
  return useApiQuery(getPolicy, {}, { staleTime: 300_000 }).data?.values ?? defaultPolicy
}

/** The lines of a price as it is sold now, our fee among them: what the checkout will show, but for codes and credit. */
export function useListedQuote(): (price: Money) => PriceQuote {
  const { playerFeeBasisPoints } = useRules()
  return ({ amount: price, currency }) => quotePrice({ currency, price, playerFeeBasisPoints })
}

/** The preset's name and its terms now, line by line. */
export function usePolicyText() {
  const t = usePolicyWords()
  const share = useShare()
  const rules = useRules()
  return {
    name: (policy: Booking['policy']) => t(policy),
    coach: t('coach'),
    lines: (policy: Booking['policy']) => {
      const { fullHours, halfHours } = rules[policy]
      const part = { share: share(rules.lateRefundPercent), hours: halfHours }
      return [
        t('full', { hours: fullHours }),
        t(halfHours === 0 ? 'partToStart' : 'part', part),
        t('grace', { minutes: rules.graceMinutes, hours: rules.graceUntilHours }),
        t('coach'),
      ]
    },
  }
}

/** A part of the price in words. */
function useShare() {
  const t = usePolicyWords()
  return (percent: number) => (percent === 50 ? t('half') : t('percent', { percent }))
}

/**
 * What cancelling gives back, line by line, for one time and price: amounts, and dates on the viewer's clock. Of what is asked
 * for nobody knows yet when it will be booked, and so how long a grace would run.
 */
export function useRefundLines() {
  const t = usePolicyWords()
  const times = useTimes()
  const money = useMoney()
  const share = useShare()
  const rules = useRules()
  return (asked: CancellationTerms & Pick<Booking, 'bookingMode'>, nowMs: number): string[] => {
    const terms = { rules, ...asked }
    const line = ({ percent, refund, until }: RefundStep) => {
      const values = { amount: money(refund), share: share(percent), when: times.dayTime(until) }
      if (percent === 100) return t('step_all', values)
      if (percent === 0) return t('step_none', values)
      return t(until === terms.startsAt ? 'step_part_start' : 'step_part', values)
    }
    const steps = stepsFrom(terms, nowMs)
    const [first] = steps
    if (!first) return []
    const paying = steps.filter(({ percent }) => percent > 0)
    const asks = terms.bookingMode === 'request'
    const minutes = terms.bookedAt === null && !asks ? graceMinutes(terms.startsAt, nowMs, terms.rules) : 0
    const outlasted = first.percent === 100 && nowMs + minutes * 60_000 <= Date.parse(first.until)
    return [
      ...(asks ? [t('asked')] : []),
      ...(minutes > 0 && !outlasted ? [t('graceNow', { amount: money(terms.price), count: minutes })] : []),
      ...(paying.length > 0 ? [...paying.map(line), t('nothingThen')] : [line(first)]),
    ]
  }
}
