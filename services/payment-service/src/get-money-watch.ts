import { getMoneyWatch as contract } from '@ecc/contracts/operator'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lastCheck } from './ledger-check.ts'
import { countWaitingSince, debtDays } from './operation.ts'
import { looksUntil } from './reconciliation.ts'

const lateMs = 30 * 60_000

/** GET /admin/money: when money was last compared and proven, and how much of it needs a person. */
export const getMoneyWatch = handle(contract, async (_, ctx: Ctx) => {
  const now = ctx.now()
  const { events = null, movements = null } = await looksUntil(ctx.sql)
  const { checkedAt, defects } = await lastCheck(ctx.sql)
  const counts = await ctx.sql.one<Counts>`
    select
      (select count(*) from operations where state in ('pending', 'sent')) as open_operations,
      (select count(*) from operations where state = 'pending' and tries > 0 and last_error is not null) as failing_operations,
      (select count(*) from operations where state = 'waiting') as waiting_transfers,
      (select count(*) from differences where resolved_at is null) as open_differences,
      (select count(*) from chargebacks where is_open) as open_chargebacks,
      (select count(*) from payment_service_ledger.transactions refused where kind = 'refund_failed' and not exists (
        select from payment_service_ledger.transactions paid
        where paid.kind = 'refund_by_bank' and paid.source = refused.source)) as refused_refunds`
  const overdueTransfers = await countWaitingSince(ctx.sql, new Date(now.getTime() - debtDays * 86_400_000))
  const isLate = movements !== null && Date.parse(movements) < now.getTime() - lateMs
  return {
    eventsUntil: events,
    movementsUntil: movements,
    isLate,
    provenAt: checkedAt,
    defects: defects.length,
    ...counts,
    overdueTransfers,
  }
})

interface Counts {
  openOperations: number
  failingOperations: number
  waitingTransfers: number
  openDifferences: number
  openChargebacks: number
  refusedRefunds: number
}
