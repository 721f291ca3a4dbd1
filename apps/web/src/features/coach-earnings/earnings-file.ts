/** A coach's earnings as a CSV file (RFC 4180) that spreadsheets open. */

import type { ReplyOf } from '@ecc/contracts/define'
import { getEarnings } from '@ecc/contracts/payments'
import { call } from '../../lib/api.ts'
import { minorDigits } from '../../lib/money.ts'

export type EarningItem = ReplyOf<typeof getEarnings>['items'][number]

const columns = ['paid_on', 'booking', 'currency', 'price', 'commission', 'share', 'state', 'available_on'] as const
/** 50 pages of 100: more than a coach earns in years, and an end for a list that has none. */
const maxPages = 50

/** All earnings, page by page. */
export async function fetchAllEarnings(): Promise<EarningItem[]> {
  const items: EarningItem[] = []
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page++) {
    const reply: ReplyOf<typeof getEarnings> = await call(getEarnings, { query: { limit: 100, cursor } })
    items.push(...reply.items)
    if (reply.nextCursor === null) break
    cursor = reply.nextCursor
  }
  return items
}

/** One line a booking, or what a package has left; amounts in major units with a point, instants in UTC. */
export function earningsCsv(items: readonly EarningItem[]): string {
  const lines = items.map(({ at, bookingId, orderId, price, commission, share, state, availableAt }) =>
    [
      at,
      bookingId ?? orderId,
      price.currency,
      major(price),
      major(commission),
      major(share),
      state,
      availableAt ?? '',
    ].join(','),
  )
  return [columns.join(','), ...lines, ''].join('\r\n')
}

function major({ amount, currency }: EarningItem['price']): string {
  const digits = minorDigits(currency)
  return (amount / 10 ** digits).toFixed(digits)
}
