import { todaySpan, tonightSpan, weekendSpan } from '../../lib/calendar.ts'
import { type Span, soonSpan } from '../../lib/span.ts'
import type { Filters, When } from './filters.ts'

/** The instants a "when" means now, on the viewer's clock. */
export function spanOf(when: When, nowMs: number, zone: string): Span {
  if (when === 'soon') return soonSpan(nowMs)
  if (when === 'today') return todaySpan(nowMs, zone)
  if (when === 'tonight') return tonightSpan(nowMs, zone)
  return weekendSpan(nowMs, zone)
}

/** The filters as the search route takes them: minor units, instants. Prices of all currencies have two digits. */
export function searchQueryOf(filters: Filters, nowMs: number, zone: string) {
  const { when, minPrice, maxPrice, ...rest } = filters
  const span = when === undefined ? undefined : spanOf(when, nowMs, zone)
  return {
    ...rest,
    ...(minPrice === undefined ? {} : { minPrice: Math.round(minPrice * 100) }),
    ...(maxPrice === undefined ? {} : { maxPrice: Math.round(maxPrice * 100) }),
    ...(span === undefined ? {} : { freeFrom: span.from, freeTo: span.to }),
  }
}

/** How many filters narrow the result. */
export function countFilters(filters: Filters): number {
  return Object.entries(filters).filter(([name, value]) => value !== undefined && name !== 'sort').length
}
