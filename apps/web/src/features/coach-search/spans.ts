import { todaySpan, tomorrowSpan, tonightSpan, weekendSpan } from '../../lib/calendar.ts'
import { type Span, soonSpan } from '../../lib/span.ts'
import type { Filters, When } from './filters.ts'

const spans: Record<When, (nowMs: number, zone: string) => Span> = {
  soon: soonSpan,
  today: todaySpan,
  tonight: tonightSpan,
  tomorrow: tomorrowSpan,
  weekend: weekendSpan,
}

/** The instants that are asked for: what a "when" means now on the viewer's clock, or the hours that were chosen. */
export function spanOf({ when, freeFrom, freeTo }: Filters, nowMs: number, zone: string): Span | undefined {
  if (when !== undefined) return spans[when](nowMs, zone)
  return freeFrom === undefined || freeTo === undefined ? undefined : { from: freeFrom, to: freeTo }
}

/**
 * The filters as the search route takes them: minor units, instants. Prices are compared by their number whatever the currency;
 * one without cents has a hundred for each unit that was typed, as its price limits have.
 */
export function searchQueryOf(filters: Filters, nowMs: number, zone: string) {
  const { when: _when, freeFrom: _from, freeTo: _to, minPrice, maxPrice, ...rest } = filters
  const span = spanOf(filters, nowMs, zone)
  return {
    ...rest,
    ...(minPrice === undefined ? {} : { minPrice: Math.round(minPrice * 100) }),
    ...(maxPrice === undefined ? {} : { maxPrice: Math.round(maxPrice * 100) }),
    ...(span === undefined ? {} : { freeFrom: span.from, freeTo: span.to }),
  }
}

/** Asks who is free first from the beginning of the time in which nobody is; undefined when no time was asked for. */
export function firstFreeQueryOf(filters: Filters, nowMs: number, zone: string) {
  const { freeTo, ...query } = searchQueryOf(filters, nowMs, zone)
  return freeTo === undefined ? undefined : { ...query, sort: 'soonest' as const, limit: 1 }
}

/** How many filters narrow the result; a time is one, however it is written. */
export function countFilters(filters: Filters): number {
  const narrowing = Object.entries(filters).filter(([, value]) => value !== undefined)
  return narrowing.filter(([name]) => name !== 'sort' && name !== 'freeTo').length
}
