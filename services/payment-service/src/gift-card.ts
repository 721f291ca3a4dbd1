/** Gift cards: their rows, what may be bought, and how they are found. Their money is in `gift-card-money.ts`. */
import { giftCardAheadDays, giftCardRange, giftCardWithdrawDays } from '@ecc/contracts/gift-card-terms'
import {
  type GiftCardState,
  type GiftCardTerms,
  giftCardNotFound,
  giftCardNotOpen,
  giftCardTermsWrong,
  tooManyGiftCards,
} from '@ecc/contracts/gift-cards'
import { invalidRequest } from '@ecc/contracts/problems'
import type { Money } from '@ecc/contracts/vocabulary'
import { type PageAsked, plusMinutes, type Queryable, type Tx } from '@ecc/kit'
import { Temporal } from 'temporal-polyfill'
import type { Ctx } from './config.ts'

/** A gift card as stored. `frozen`, `paymentId` and `buyerName` come from its payment and its buyer's last one. */
export interface GiftCard {
  id: string
  buyerId: string
  amount: number
  currency: Money['currency']
  recipientName: string | null
  recipientEmail: string | null
  message: string | null
  state: 'unpaid' | 'lapsed' | 'paid' | 'redeemed' | 'withdrawn' | 'lost'
  payableUntil: string
  paidAt: string | null
  deliverAt: string | null
  deliveredAt: string | null
  redeemedBy: string | null
  redeemedAt: string | null
  lockedAt: string | null
  createdAt: string
  frozen: boolean
  paymentId: string | null
  buyerName: string | null
}

/** How long an order for one may be paid: nothing is kept from others meanwhile, so it need not be short. */
const payableMinutes = 60
/** Against bought with stolen cards: what one buyer may have waiting, and may spend in 24 hours in one currency (two of the dearest). */
const mostOpen = 20
const mostPerDayMinor = 100_000
/** On the day it is to be sent, on its buyer's clock. */
const deliveryHour = 9

const stored = (sql: Queryable) => sql.part`
  select gift_cards.*, coalesce(payments.frozen_by_chargeback, false) as frozen, payments.id as payment_id, parties.name as buyer_name
  from gift_cards left join payments on payments.order_id = gift_cards.id left join parties on parties.id = gift_cards.buyer_id`

/** A gift card by its id. */
export async function findGiftCard(sql: Queryable, id: string): Promise<GiftCard | undefined> {
  return sql.first<GiftCard>`${stored(sql)} where gift_cards.id = ${id}`
}

/** One of this buyer's. Throws giftCardNotFound. */
export async function ownGiftCard(sql: Queryable, id: string, buyerId: string): Promise<GiftCard> {
  const card = await findGiftCard(sql, id)
  if (card?.buyerId !== buyerId) throw giftCardNotFound()
  return card
}

/** Anybody's by its id, for staff. Throws giftCardNotFound. */
export async function shownGiftCard(sql: Queryable, id: string): Promise<GiftCard> {
  const card = await findGiftCard(sql, id)
  if (!card) throw giftCardNotFound()
  return card
}

/** A card locked until the transaction's end. Its payment is locked first, by whoever needs both. */
export async function lockGiftCard(tx: Tx, id: string): Promise<GiftCard | undefined> {
  return tx.first<GiftCard>`${stored(tx)} where gift_cards.id = ${id} for update of gift_cards`
}

/** A buyer's card that waits to be redeemed, locked. Throws giftCardNotFound and giftCardNotOpen. */
export async function lockOpenGiftCard(tx: Tx, id: string, buyerId: string): Promise<GiftCard> {
  const card = await lockGiftCard(tx, id)
  if (card?.buyerId !== buyerId) throw giftCardNotFound()
  if (card.state !== 'paid' || isLocked(card)) throw giftCardNotOpen()
  return card
}

/** Which card has this code now; undefined for a code that was never made, or has ended. */
export async function findByCode(sql: Queryable, hash: Buffer): Promise<string | undefined> {
  return (await sql.first<{ id: string }>`select id from gift_cards where code_hash = ${hash}`)?.id
}

/** The buyer's order that is not paid; there is at most one. */
export async function unpaidOrderOf(tx: Tx, buyerId: string): Promise<string | undefined> {
  return (await tx.first<{ id: string }>`select id from gift_cards where buyer_id = ${buyerId} and state = 'unpaid'`)
    ?.id
}

/** Orders of one buyer wait for each other here, so that none is counted too late. */
export async function lockBuyer(tx: Tx, buyerId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`gift-cards:${buyerId}`}, 0))`
}

/** Keeps an order of a buyer, locked by `lockBuyer`. Throws giftCardTermsWrong, tooManyGiftCards and invalidRequest. */
export async function addGiftCard(tx: Tx, ctx: Ctx, buyerId: string, terms: GiftCardTerms): Promise<GiftCard> {
  const { amount: price, recipientName = null, recipientEmail = null, message = null } = terms
  refuseOtherAmounts(price)
  const deliverAt = recipientEmail === null ? null : deliveryOf(terms, ctx.now())
  await refuseMore(tx, ctx, buyerId, price)
  const { id } = await tx.one<{ id: string }>`
    insert into gift_cards (id, buyer_id, amount, currency, recipient_name, recipient_email, message, state, payable_until, deliver_at,
      created_at)
    values (${ctx.id()}, ${buyerId}, ${price.amount}, ${price.currency}, ${recipientName}, ${recipientEmail}, ${message?.trim() ?? null},
      'unpaid', ${plusMinutes(ctx.now(), payableMinutes)}, ${deliverAt}, ${ctx.now()}) returning id`
  return ownGiftCard(tx, id, buyerId)
}

function refuseOtherAmounts({ amount, currency }: Money): void {
  const { least, most, step } = giftCardRange(currency)
  if (amount < least || amount > most || amount % step !== 0)
    throw giftCardTermsWrong(`A gift card is for ${least / step} to ${most / step} ${currency}, without cents`)
}

/** When it is mailed: on the morning of a day to come, else as soon as it is paid (null). */
function deliveryOf({ deliverOn, zone = 'UTC' }: GiftCardTerms, now: Date): Date | null {
  if (deliverOn === undefined) return null
  const day = Temporal.PlainDate.from(deliverOn)
  const today = todayIn(zone, now)
  const ahead = today.until(day, { largestUnit: 'day' }).days
  if (ahead < 0 || ahead > giftCardAheadDays)
    throw giftCardTermsWrong(`A gift card is sent today or within ${giftCardAheadDays} days`)
  const at = new Date(day.toZonedDateTime({ timeZone: zone, plainTime: { hour: deliveryHour } }).epochMilliseconds)
  return at > now ? at : null
}

function todayIn(zone: string, now: Date): Temporal.PlainDate {
  try {
    return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  } catch (error) {
    if (error instanceof RangeError) throw invalidRequest(`body: zone ${zone} is no time zone`)
    throw error
  }
}

async function refuseMore(tx: Tx, ctx: Ctx, buyerId: string, { amount, currency }: Money): Promise<void> {
  const { open, today } = await tx.one<{ open: number; today: number }>`
    select count(*) filter (where state = 'paid')::int as open,
      coalesce(sum(amount) filter (where currency = ${currency} and paid_at > ${plusMinutes(ctx.now(), -24 * 60)}), 0)::int as today
    from gift_cards where buyer_id = ${buyerId}`
  if (open >= mostOpen)
    throw tooManyGiftCards(`${mostOpen} of your gift cards wait to be redeemed; more cannot be bought until then`)
  if (today + amount > mostPerDayMinor)
    throw tooManyGiftCards('You have reached what one person may buy in 24 hours; try again tomorrow')
}

/** Remembers that an order was not paid in time, or gave way to another: whom it was for is forgotten. */
export async function lapseGiftCard(tx: Tx, id: string): Promise<void> {
  await tx`
    update gift_cards set state = 'lapsed', recipient_name = null, recipient_email = null, message = null
    where id = ${id} and state = 'unpaid'`
}

/** Writes down that a card was paid. */
export async function markBought(tx: Tx, ctx: Ctx, id: string): Promise<GiftCard> {
  await tx`update gift_cards set state = 'paid', paid_at = ${ctx.now()} where id = ${id} and state = 'unpaid'`
  const card = await lockGiftCard(tx, id)
  if (card?.state !== 'paid') throw new Error(`gift card ${id} was paid and is not there`)
  return card
}

/** Ends a paid card that nobody redeemed, and its code. */
export async function endGiftCard(tx: Tx, id: string, state: 'withdrawn' | 'lost'): Promise<void> {
  await tx`update gift_cards set state = ${state}, code_hash = null where id = ${id} and state = 'paid'`
}

/** Gives a paid card another code: only its hash is kept. */
export async function keepCode(tx: Tx, ctx: Ctx, id: string, hash: Buffer): Promise<void> {
  await tx`
    update gift_cards set code_hash = ${hash}, delivered_at = coalesce(delivered_at, ${ctx.now()}) where id = ${id} and state = 'paid'`
}

/** Writes down who redeemed a paid, locked card, and when. */
export async function markRedeemed(tx: Tx, id: string, playerId: string, at: Date): Promise<void> {
  await tx`update gift_cards set state = 'redeemed', redeemed_by = ${playerId}, redeemed_at = ${at} where id = ${id}`
}

/** Stops a card from being redeemed, or lets go of it. */
export async function setLock(tx: Tx, ctx: Ctx, id: string, locked: boolean): Promise<void> {
  await tx`update gift_cards set locked_at = ${locked ? ctx.now() : null} where id = ${id}`
}

/** What a buyer bought or may still pay, newest first, one more than asked for. */
export async function giftCardsOf(sql: Queryable, buyerId: string, now: Date, page: PageAsked): Promise<GiftCard[]> {
  const { limit, after } = page
  const older = after ? sql.part`and (gift_cards.created_at, gift_cards.id) < (${after.at}, ${after.id})` : sql.part``
  return sql<GiftCard>`
    ${stored(sql)} where buyer_id = ${buyerId} and (paid_at is not null or gift_cards.state = 'unpaid' and payable_until > ${now}) ${older}
    order by gift_cards.created_at desc, gift_cards.id desc limit ${limit + 1}`
}

/** What staff look for. `q` is a part of a name or of the address, or an id of the card or of whoever bought or redeemed it. */
export interface GiftCardSearch {
  q?: string
  state?: GiftCardState
}

/** Cards that fit, newest first, one more than asked for. */
export async function searchGiftCards(
  sql: Queryable,
  { q, state }: GiftCardSearch,
  page: PageAsked,
): Promise<GiftCard[]> {
  const isId = q !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(q)
  const found = q === undefined ? sql.part`` : isId ? aboutId(sql, q) : called(sql, q)
  return sql<GiftCard>`
    ${stored(sql)} where true ${found} ${state === undefined ? sql.part`` : inState(sql, state)}
      ${page.after === null ? sql.part`` : sql.part`and (gift_cards.created_at, gift_cards.id) < (${page.after.at}, ${page.after.id})`}
    order by gift_cards.created_at desc, gift_cards.id desc limit ${page.limit + 1}`
}

const aboutId = (sql: Queryable, id: string) => sql.part`
  and ${id}::uuid in (gift_cards.id, gift_cards.buyer_id, gift_cards.redeemed_by, payments.id)`

const called = (sql: Queryable, q: string) => sql.part`
  and strpos(lower(concat_ws(' ', parties.name, recipient_name, recipient_email)), lower(${q})) > 0`

/** The states that people see, as rows have them. */
function inState(sql: Queryable, state: GiftCardState) {
  const toCome = sql.part`delivered_at is null and deliver_at is not null`
  if (state === 'scheduled') return sql.part`and gift_cards.state = 'paid' and ${toCome}`
  if (state === 'open') return sql.part`and gift_cards.state = 'paid' and not (${toCome})`
  return sql.part`and gift_cards.state = ${state === 'charged-back' ? 'lost' : state}`
}

/** Whether a paid card cannot be redeemed now: staff stopped it, or a bank asks about its payment. */
export const isLocked = ({ lockedAt, frozen }: GiftCard): boolean => lockedAt !== null || frozen

/** Until when its buyer may have the money back; null when that is over, and while a bank may take it back instead. */
export function withdrawableUntil({ state, paidAt, frozen }: GiftCard, now: Date): string | null {
  if (state !== 'paid' || paidAt === null || frozen) return null
  const until = plusMinutes(new Date(paidAt), giftCardWithdrawDays * 24 * 60)
  return until > now ? until.toISOString() : null
}

/** What events tell of a card. */
export function giftCardFact({ id: giftCardId, buyerId, amount, currency, recipientName }: GiftCard) {
  return { giftCardId, buyerId, amount: { amount, currency }, recipientName }
}
