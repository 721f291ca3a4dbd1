import { decimal } from '@ecc/contracts/currencies'
import { exportPayouts as contract } from '@ecc/contracts/statements'
import { handle, type Queryable } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { csvFile, csvLine, instantColumns, instantFields } from './csv.ts'
import { payoutsOf } from './payout.ts'
import { type Period, periodOf } from './period.ts'

/** GET /coaches/me/payouts.csv: the caller's payouts, newest first, as a file. */
export const exportPayouts = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const period = periodOf(query.period, query.zone)
  return csvFile(`payouts-${query.period}`, payoutsFile(ctx.sql, caller.userId, period, query.zone))
})

const columns = [...instantColumns, 'payout', 'currency', 'amount', 'state', 'automatic', 'arrives_at_utc', 'failure']
const pageSize = 500
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

async function* payoutsFile(
  sql: Queryable,
  coachId: string,
  { from, to }: Period,
  zone: string,
): AsyncGenerator<string> {
  yield csvLine(columns)
  let after = { at: new Date(to.getTime() - 1).toISOString(), id: lastId }
  for (;;) {
    const payouts = await payoutsOf(sql, coachId, { after, limit: pageSize - 1 })
    for (const { id, currency, amount, state, automatic, arrivesAt, failureCode, createdAt } of payouts) {
      if (Date.parse(createdAt) < from.getTime()) return
      const facts = [decimal(amount, currency), state, automatic ? 'yes' : 'no', arrivesAt, failureCode]
      yield csvLine([...instantFields(createdAt, zone), id, currency, ...facts])
    }
    const last = payouts.at(-1)
    if (!last || payouts.length < pageSize) return
    after = { at: last.createdAt, id: last.id }
  }
}
