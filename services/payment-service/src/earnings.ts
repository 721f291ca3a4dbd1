/** What a coach has earned, from payments, their settlements and their transfers. */
import type { Earnings } from '@ecc/contracts/payments'
import type { PageAsked, Queryable } from '@ecc/kit'
import type { Static } from 'typebox'

type Totals = Static<typeof Earnings>['totals']
type Item = Static<typeof Earnings>['items'][number]

interface Row {
  id: string
  orderId: string
  orderKind: Item['orderKind']
  currency: Item['price']['currency']
  amount: number
  commission: number
  share: number
  state: Item['state']
  releaseAt: string | null
  capturedAt: string
}

/**
 * Captured money by whose it is, with what the coach gets of each: as settled, or as expected while the money is held, in
 * which case the commission is what would be kept if it were released now.
 */
const earned = (sql: Queryable, coachId: string) => sql.part`
  select escrows.id, payments.order_id, payments.order_kind, payments.currency, escrows.amount, escrows.release_at,
    payments.captured_at,
    coalesce(settled.commission, escrows.amount * payments.commission_percent / 100) as commission,
    coalesce(settled.share, escrows.amount - escrows.amount * payments.commission_percent / 100) as share,
    case when settled.escrow_id is null then 'held' when settled.share = 0 then 'refunded'
      when transfer.state in ('pending', 'waiting') then 'available' when transfer.state = 'dropped' then 'refunded'
      else 'paid' end as state
  from payments
  join escrows on escrows.payment_id = payments.id and escrows.amount > 0
  left join settlements settled on settled.escrow_id = escrows.id and settled.posted_at is not null
  left join operations transfer on transfer.escrow_id = escrows.id and transfer.kind = 'transfer'
  where payments.coach_id = ${coachId} and payments.captured_at is not null`

/** A coach's money by currency. */
export async function earningTotals(sql: Queryable, coachId: string): Promise<Totals> {
  return sql<Totals[number]>`
    select currency,
      coalesce(sum(share) filter (where state = 'held'), 0) as held,
      coalesce(sum(share) filter (where state = 'available'), 0) as available,
      coalesce(sum(share) filter (where state = 'paid'), 0) as paid
    from (${earned(sql, coachId)}) as items group by currency order by currency`
}

/** What is behind them, latest paid first, after the one at `after`; each with its escrow's id. */
export async function earningItems(
  sql: Queryable,
  coachId: string,
  page: PageAsked,
): Promise<(Item & { id: string })[]> {
  const { after } = page
  const rest = after === null ? sql.part`` : sql.part`where (captured_at, id) < (${after.at}, ${after.id})`
  const rows = await sql<Row>`
    select * from (${earned(sql, coachId)}) as items ${rest} order by captured_at desc, id desc limit ${page.limit + 1}`
  return rows.map(({ id, orderId, orderKind, currency, state, ...row }) => ({
    id,
    orderId,
    orderKind,
    bookingId: id === orderId && orderKind !== 'booking' ? null : id,
    price: { amount: row.amount, currency },
    commission: { amount: row.commission, currency },
    share: { amount: row.share, currency },
    state,
    availableAt: state === 'held' ? row.releaseAt : null,
    at: row.capturedAt,
  }))
}
