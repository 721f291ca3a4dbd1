/** Credits: money for a player that their coach owes, and refunds that the platform pays itself. */
import type { Money } from '@ecc/contracts/vocabulary'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type Claim, lockHeld } from './escrow.ts'
import { sendBack, sentBack } from './funds.ts'
import { playerCredit, post, receivable, refundDue } from './ledger.ts'
import type { Operation } from './operation.ts'

/** A credit as it came about, from a late cancellation or a gift card. */
export interface CreditRow {
  id: string
  bookingId: string | null
  giftCardId: string | null
  amount: number
  currency: Money['currency']
  createdAt: string
}

/** What a player is credited, and by whom. */
export interface Crediting {
  bookingId: string
  playerId: string
  coachId: string
  amount: Money
}

/** Credits a player with what their coach owes for a late cancellation, once; it is netted from the coach's next earnings. */
export async function credit(tx: Tx, ctx: Ctx, { bookingId, playerId, coachId, amount }: Crediting): Promise<void> {
  const { amount: minor, currency } = amount
  if (minor === 0) return
  const lines = [[receivable(coachId), minor] as const, [playerCredit(playerId), -minor] as const]
  const posting = { kind: 'credited', source: bookingId, currency, escrowId: bookingId, lines, at: ctx.now() }
  if ((await post(tx, posting)) === null) return
  await tx`
    insert into credits (booking_id, player_id, coach_id, amount, currency, created_at)
    values (${bookingId}, ${playerId}, ${coachId}, ${minor}, ${currency}, ${ctx.now()})`
}

/**
 * Gives a player money back out of the platform's own, once a booking, and never more than was paid and is not on its way
 * back already. The coach's share is not touched. Answers the operation that sends it.
 */
export async function payGoodwill(tx: Tx, ctx: Ctx, claim: Claim, asked: number): Promise<Operation[]> {
  const held = await lockHeld(tx, ctx, claim)
  if (!held) throw new Error(`booking ${claim.id} was not paid`)
  const { payment, escrow: own } = held
  const paid = own.amount - own.promotion
  const amount = Math.min(asked, paid - (await sentBack(tx, own.id)))
  if (amount <= 0) return []
  const { currency } = payment
  const lines = [['exp:goodwill', amount] as const, [refundDue(own.id), -amount] as const]
  const posting = { kind: 'goodwill', source: own.id, currency, escrowId: own.id, lines, at: ctx.now() }
  if ((await post(tx, posting)) === null) return []
  return sendBack(tx, ctx, payment, { escrowId: own.id, amount, key: `goodwill:${own.id}` })
}

/** A player's credits, newest first, one more than asked for. */
export async function creditsOf(sql: Queryable, playerId: string, { limit, after }: PageAsked): Promise<CreditRow[]> {
  const older = after ? sql.part`where (created_at, id) < (${after.at}, ${after.id})` : sql.part``
  return sql<CreditRow>`
    select * from (
      select booking_id as id, booking_id, null::uuid as gift_card_id, amount, currency, created_at from credits where player_id = ${playerId}
      union all
      select id, null, id, amount, currency, redeemed_at from gift_cards where redeemed_by = ${playerId}) as credited
    ${older} order by created_at desc, id desc limit ${limit + 1}`
}

/** What a player has left, by currency. */
export async function creditBalances(sql: Queryable, playerId: string): Promise<Money[]> {
  return sql<Money>`
    select -balance as amount, currency from ledger_accounts where name = ${playerCredit(playerId)} and balance <> 0
    order by currency`
}
