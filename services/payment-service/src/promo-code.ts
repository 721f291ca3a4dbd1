/** Promo codes: their rows, whether one may be used for an order, and its uses, which are counted while an order is paid. */
import type { OrderKind } from '@ecc/contracts/bookings'
import type { Discount } from '@ecc/contracts/price-quote'
import {
  type PromoCode,
  type PromoCodeChange,
  type PromoCodeTerms,
  promoCodeNotFound,
  promoCodeTaken,
  promoTermsWrong,
} from '@ecc/contracts/promo-codes'
import { promoEnded, promoNotForThis, promoUnknown, promoUsedUp } from '@ecc/contracts/promo-terms'
import type { Money } from '@ecc/contracts/vocabulary'
import { type PageAsked, type Queryable, type Tx, violates } from '@ecc/kit'
import type { Ctx } from './config.ts'
import type { Order } from './order.ts'

/** A code as stored, in capitals. `coachId` null: the platform's own. */
export interface PromoCodeRow {
  id: string
  code: string
  coachId: string | null
  percent: number | null
  amount: number | null
  currency: Money['currency'] | null
  startsAt: string
  endsAt: string | null
  maxUses: number | null
  maxUsesEach: number
  firstBookingOnly: boolean
  orderKinds: OrderKind[]
  uses: number
  endedAt: string | null
  createdAt: string
}

/** A code as its owner sees it at `now`. */
export function promoCodeView(row: PromoCodeRow, now: Date): PromoCode {
  const { id, code, percent, startsAt, endsAt, uses, maxUses, maxUsesEach, firstBookingOnly, orderKinds, createdAt } =
    row
  const amount = row.amount === null || row.currency === null ? null : { amount: row.amount, currency: row.currency }
  const terms = { percent, amount, startsAt, endsAt, maxUses, maxUsesEach, firstBookingOnly, orderKinds }
  return { id, code, ...terms, uses, createdAt, bearer: bearerOf(row), state: stateOf(row, now) }
}

const bearerOf = ({ coachId }: PromoCodeRow) => (coachId === null ? 'platform' : 'coach')

function stateOf({ startsAt, endsAt, endedAt, uses, maxUses }: PromoCodeRow, now: Date): PromoCode['state'] {
  if (endedAt !== null || (endsAt !== null && Date.parse(endsAt) <= now.getTime())) return 'ended'
  if (Date.parse(startsAt) > now.getTime()) return 'planned'
  return maxUses !== null && uses >= maxUses ? 'used-up' : 'active'
}

/** What a code takes off. */
export function discountOf(row: PromoCodeRow): Discount {
  const bearer = bearerOf(row)
  return row.percent === null ? { bearer, amount: row.amount ?? 0 } : { bearer, percent: row.percent }
}

/**
 * The code, if its player may use it for this order now; uses for the order itself do not count. Throws promoUnknown,
 * promoEnded, promoNotForThis, promoUsedUp.
 */
export async function usablePromoCode(sql: Queryable, order: Order, code: string, now: Date): Promise<PromoCodeRow> {
  const row = await sql.first<PromoCodeRow>`select * from promo_codes where code = ${code}`
  if (!row) throw promoUnknown()
  const state = stateOf(row, now)
  if (state === 'ended' || state === 'planned') throw promoEnded()
  await refuseUnlessForThis(sql, order, row)
  const { own, mine } = await sql.one<{ own: number; mine: number }>`
    select count(*) filter (where order_id = ${order.id}) as own, count(*) filter (where order_id <> ${order.id}) as mine
    from promo_uses where promo_code_id = ${row.id} and player_id = ${order.playerId}`
  if (row.maxUses !== null && row.uses - own >= row.maxUses) throw promoUsedUp()
  if (mine >= row.maxUsesEach) throw promoUsedUp('You have used this promo code as often as you may')
  return row
}

const called: Record<Order['kind'], string> = {
  booking: 'single sessions',
  package: 'packages',
  series: 'series',
  'gift-card': 'gift cards',
}

async function refuseUnlessForThis(sql: Queryable, order: Order, row: PromoCodeRow): Promise<void> {
  if (!row.orderKinds.some((kind) => kind === order.kind))
    throw promoNotForThis(`This promo code is not for ${called[order.kind]}`)
  if (row.coachId !== null && row.coachId !== order.coachId) throw promoNotForThis()
  if (row.currency !== null && row.currency !== order.price.currency)
    throw promoNotForThis(`This promo code is for prices in ${row.currency}`)
  if (!row.firstBookingOnly) return
  const earlier = await sql.first`
    select from payments where player_id = ${order.playerId} and order_id <> ${order.id} and order_kind <> 'gift-card'
      and (captured_at is not null or state = 'authorized') limit 1`
  if (earlier) throw promoNotForThis('This promo code is for a first booking')
}

/** Claims a use for an order that is about to be paid; whoever wants the same code waits. Throws as `usablePromoCode` does. */
export async function claimPromoCode(tx: Tx, order: Order, code: string, now: Date): Promise<PromoCodeRow> {
  await tx`select from promo_codes where code = ${code} for update`
  const row = await usablePromoCode(tx, order, code, now)
  await tx`
    insert into promo_uses (order_id, promo_code_id, player_id, used_at)
    values (${order.id}, ${row.id}, ${order.playerId}, ${now})`
  await tx`update promo_codes set uses = uses + 1 where id = ${row.id}`
  return row
}

/** Gives the use back that an order has, if it has one. */
export async function returnPromoUse(tx: Tx, orderId: string): Promise<void> {
  await tx`
    with returned as (delete from promo_uses where order_id = ${orderId} returning promo_code_id)
    update promo_codes set uses = uses - 1 from returned where promo_codes.id = returned.promo_code_id`
}

const everyKind: readonly OrderKind[] = ['booking', 'package', 'series']

/** Keeps a new code for its owner; null is the platform. Throws promoCodeTaken and promoTermsWrong. */
export async function addPromoCode(
  tx: Tx,
  ctx: Ctx,
  coachId: string | null,
  terms: PromoCodeTerms,
): Promise<PromoCodeRow> {
  const { percent = null, amount, startsAt = ctx.now().toISOString(), endsAt = null, maxUses = null } = terms
  const { maxUsesEach = 1, firstBookingOnly = false, orderKinds = everyKind } = terms
  try {
    return await tx.begin(
      (step) => step.one<PromoCodeRow>`
      insert into promo_codes (id, code, coach_id, percent, amount, currency, starts_at, ends_at, max_uses, max_uses_each,
                               first_booking_only, order_kinds, created_at)
      values (${ctx.id()}, ${terms.code.toUpperCase()}, ${coachId}, ${percent}, ${amount?.amount ?? null}, ${amount?.currency ?? null},
              ${startsAt}, ${endsAt}, ${maxUses}, ${maxUsesEach}, ${firstBookingOnly}, ${orderKinds}::text[], ${ctx.now()})
      returning *`,
    )
  } catch (error) {
    throw asProblem(error)
  }
}

function asProblem(error: unknown): unknown {
  if (violates(error, 'promo_codes_code_key')) return promoCodeTaken()
  if (violates(error, 'percent_or_amount') || violates(error, 'promo_codes_amount_check')) return promoTermsWrong()
  if (violates(error, 'window_has_length')) return promoTermsWrong('A promo code ends after it begins')
  if (violates(error, 'used_at_most_so_often')) return promoTermsWrong('It has been used more often already')
  return error
}

/** Changes a code of this owner's; one that was ended stays so. Throws promoCodeNotFound and promoTermsWrong. */
export async function updatePromoCode(
  ctx: Ctx,
  coachId: string | null,
  id: string,
  { ended = false, endsAt, maxUses, orderKinds }: PromoCodeChange,
): Promise<PromoCodeRow> {
  try {
    const [changed] = await ctx.sql<PromoCodeRow>`
      update promo_codes set
        ended_at = case when ${ended}::boolean then coalesce(ended_at, ${ctx.now()}) else ended_at end,
        ends_at = case when ${endsAt !== undefined}::boolean then ${endsAt ?? null}::timestamptz else ends_at end,
        max_uses = case when ${maxUses !== undefined}::boolean then ${maxUses ?? null}::int else max_uses end,
        order_kinds = coalesce(${orderKinds ?? null}::text[], order_kinds)
      where id = ${id} and coach_id is not distinct from ${coachId}::uuid returning *`
    if (!changed) throw promoCodeNotFound()
    return changed
  } catch (error) {
    throw asProblem(error)
  }
}

/** An owner's codes, newest first, one more than asked for. */
export async function promoCodesOf(
  sql: Queryable,
  coachId: string | null,
  { limit, after }: PageAsked,
): Promise<PromoCodeRow[]> {
  const older = after ? sql.part`and (created_at, id) < (${after.at}, ${after.id})` : sql.part``
  return sql<PromoCodeRow>`
    select * from promo_codes where coach_id is not distinct from ${coachId}::uuid ${older}
    order by created_at desc, id desc limit ${limit + 1}`
}
