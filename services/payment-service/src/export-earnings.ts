import { decimal } from '@ecc/contracts/currencies'
import { exportEarnings as contract } from '@ecc/contracts/statements'
import { handle, type Queryable } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { csvFile, csvLine, instantColumns, instantFields } from './csv.ts'
import { earningItems } from './earnings.ts'
import { type Period, periodOf } from './period.ts'

/** GET /coaches/me/earnings.csv: what was paid for the caller's sessions, newest first, as a file. */
export const exportEarnings = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const period = periodOf(query.period, query.zone)
  return csvFile(`earnings-${query.period}`, earningsFile(ctx.sql, caller.userId, period, query.zone, ctx.now()))
})

const columns = [...instantColumns, 'booking', 'currency', 'price', 'commission', 'share', 'state', 'available_at_utc']
const pageSize = 500
/** An id after which, at one instant, all others come when the newest is first. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

async function* earningsFile(
  sql: Queryable,
  coachId: string,
  { from, to }: Period,
  zone: string,
  now: Date,
): AsyncGenerator<string> {
  yield csvLine(columns)
  let after = { at: new Date(to.getTime() - 1).toISOString(), id: lastId }
  for (;;) {
    const items = await earningItems(sql, coachId, { after, limit: pageSize - 1 }, now)
    for (const { at, bookingId, orderId, price, commission, share, state, availableAt } of items) {
      if (Date.parse(at) < from.getTime()) return
      const sums = [price, commission, share].map(({ amount, currency }) => decimal(amount, currency))
      yield csvLine([...instantFields(at, zone), bookingId ?? orderId, price.currency, ...sums, state, availableAt])
    }
    const last = items.at(-1)
    if (!last || items.length < pageSize) return
    after = { at: last.at, id: last.id }
  }
}
