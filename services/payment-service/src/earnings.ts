/** What a coach has earned, from payments, their settlements, their transfers and payouts. */
import type { Earnings, EarningTotals } from '@ecc/contracts/earnings'
import type { PageAsked, Queryable } from '@ecc/kit'
import type { Static } from 'typebox'
import { receivable } from './ledger.ts'

type Item = Static<typeof Earnings>['items'][number]

interface Row {
  id: string
  orderId: string
  orderKind: Item['orderKind']
  currency: Item['price']['currency']
  amount: number
  commission: number
  share: number
  place: Item['state']
  availableAt: string | null
  capturedAt: string
}

/**
 * Captured money by whose it is, without our fee, with what the coach gets of each: as settled, or as expected while the money is held, in
 * which case the commission is what would be kept if it were released now. It is available when it is released, transferred,
 * and no longer pending at the provider.
 */
const earned = (sql: Queryable, coachId: string, now: Date) => sql.part`
  select items.*, case when state <> 'transferred' then state when available_at > ${now} then 'pending' else 'available' end as place
  from (
    select escrows.id, payments.order_id, payments.order_kind, payments.currency, sold.amount, payments.captured_at,
      coalesce(settled.commission, sold.amount * payments.commission_percent / 100) as commission,
      coalesce(settled.share, sold.amount - sold.amount * payments.commission_percent / 100) as share,
      case when settled.escrow_id is not null then greatest(payments.available_at, transfer.finished_at)
        when escrows.release_at is not null then greatest(payments.available_at, escrows.release_at) end as available_at,
      case when settled.escrow_id is null then 'held' when settled.share = 0 then 'refunded'
        when transfer.state in ('pending', 'waiting') then 'waiting' when transfer.state = 'dropped' then 'refunded'
        else 'transferred' end as state
    from payments
    join escrows on escrows.payment_id = payments.id and escrows.amount > 0
    cross join lateral (select escrows.amount - escrows.fee as amount) as sold
    left join settlements settled on settled.escrow_id = escrows.id and settled.posted_at is not null
    left join operations transfer on transfer.escrow_id = escrows.id and transfer.kind = 'transfer'
    where payments.coach_id = ${coachId} and payments.captured_at is not null) as items`

/** A coach's money by currency, never added across them. */
export async function earningTotals(sql: Queryable, coachId: string, now: Date): Promise<EarningTotals[]> {
  return sql<EarningTotals>`
    with sums as (
      select currency, sum(share) filter (where place = 'held') as held, sum(share) filter (where place = 'waiting') as waiting
      from (${earned(sql, coachId, now)}) as items group by currency),
    out as (
      select currency, sum(amount) filter (where state in ('requested', 'pending', 'in_transit')) as on_its_way,
        sum(amount) filter (where state = 'paid') as paid
      from payouts where coach_id = ${coachId} group by currency),
    debt as (select currency, balance from payment_service_ledger.balances where name = ${receivable(coachId)})
    select currency, coalesce(held, 0) as held, coalesce(waiting, 0) as waiting, coalesce(on_its_way, 0) as on_its_way,
      coalesce(paid, 0) as paid, coalesce(balance, 0) as owed
    from sums full join out using (currency) full join debt using (currency) order by currency`
}

/** What is behind them, latest paid first, after the one at `after`; each with its escrow's id. */
export async function earningItems(
  sql: Queryable,
  coachId: string,
  page: PageAsked,
  now: Date,
): Promise<(Item & { id: string })[]> {
  const { after } = page
  const rest = after === null ? sql.part`` : sql.part`where (captured_at, id) < (${after.at}, ${after.id})`
  const rows = await sql<Row>`
    select * from (${earned(sql, coachId, now)}) as items ${rest} order by captured_at desc, id desc limit ${page.limit + 1}`
  return rows.map(({ id, orderId, orderKind, currency, place, ...row }) => ({
    id,
    orderId,
    orderKind,
    bookingId: id === orderId && orderKind !== 'booking' ? null : id,
    price: { amount: row.amount, currency },
    commission: { amount: row.commission, currency },
    share: { amount: row.share, currency },
    state: place,
    availableAt: place === 'waiting' || place === 'refunded' ? null : row.availableAt,
    at: row.capturedAt,
  }))
}
