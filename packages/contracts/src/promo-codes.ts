/** What payment-service promises of promo codes: those of the platform, and those of coaches for what they sell. */
import { type Static, Type } from 'typebox'
import { OrderKind } from './bookings.ts'
import { problem, Shape } from './define.ts'
import { paymentService } from './payments.ts'
import { DiscountBearer } from './price-quote.ts'
import { PromoCodeText } from './promo-terms.ts'
import { ById, Id, Instant, Money, Nullable, OneOf, Page, pageQuery } from './vocabulary.ts'

const { route } = paymentService

export const promoCodeNotFound = problem('promo-code-not-found', 404, 'There is no such promo code')
export const promoCodeTaken = problem('promo-code-taken', 409, 'This code is taken; choose another')

const MaxUses = Type.Integer({ minimum: 1, maximum: 1_000_000 })

/** What it may be used for: single sessions and seats, packages, series. */
const OrderKinds = Type.Array(OrderKind, { minItems: 1, uniqueItems: true })

const Percent = Type.Integer({ minimum: 1, maximum: 100 })

/** What a code is to take off, `percent` or `amount` and not both, for whom, and of what: of everything unless told. */
const PromoCodeTerms = Shape({
  code: PromoCodeText,
  percent: Type.Optional(Percent),
  amount: Type.Optional(Money),
  startsAt: Type.Optional(Instant),
  endsAt: Type.Optional(Instant),
  maxUses: Type.Optional(MaxUses),
  maxUsesEach: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1 })),
  firstBookingOnly: Type.Optional(Type.Boolean({ default: false })),
  orderKinds: Type.Optional(OrderKinds),
})
export type PromoCodeTerms = Static<typeof PromoCodeTerms>

/** A promo code as whoever bears it sees it. `uses` are those of orders that are paid, or being paid. */
export const PromoCode = Shape({
  id: Id,
  code: Type.String(),
  bearer: DiscountBearer,
  percent: Nullable(Percent),
  amount: Nullable(Money),
  state: OneOf(['planned', 'active', 'used-up', 'ended']),
  startsAt: Instant,
  endsAt: Nullable(Instant),
  uses: Type.Integer({ minimum: 0 }),
  maxUses: Nullable(MaxUses),
  maxUsesEach: Type.Integer({ minimum: 1 }),
  firstBookingOnly: Type.Boolean(),
  orderKinds: OrderKinds,
  createdAt: Instant,
})
export type PromoCode = Static<typeof PromoCode>

export const promoTermsWrong = problem('promo-terms-wrong', 422, 'A promo code takes off a percentage or an amount')

/** What may still be changed: when it ends (`ended: true` is at once and for good), how often it may be used, and for what. */
const PromoCodeChange = Shape({
  ended: Type.Optional(Type.Boolean()),
  endsAt: Type.Optional(Nullable(Instant)),
  maxUses: Type.Optional(Nullable(MaxUses)),
  orderKinds: Type.Optional(OrderKinds),
})
export type PromoCodeChange = Static<typeof PromoCodeChange>

const created = {
  method: 'POST',
  idempotent: true,
  body: PromoCodeTerms,
  status: 201,
  reply: PromoCode,
  problems: [promoCodeTaken, promoTermsWrong],
  example: { body: { code: 'WELCOME20', percent: 20 } },
} as const
const listed = { method: 'GET', query: Shape(pageQuery), reply: Page(PromoCode) } as const
const changed = {
  method: 'PATCH',
  params: ById,
  body: PromoCodeChange,
  reply: PromoCode,
  problems: [promoCodeNotFound, promoTermsWrong],
  example: { params: { id: '0199f1de-6a00-7000-8000-000000000004' }, body: { ended: true } },
} as const

export const createPromoCode = route('createPromoCode', {
  ...created,
  path: '/admin/promo-codes',
  access: 'admin',
  summary: 'Make a promo code that the platform bears, for what every coach sells',
})
export const listPromoCodes = route('listPromoCodes', {
  ...listed,
  path: '/admin/promo-codes',
  access: 'admin',
  summary: "The platform's promo codes with their uses, newest first",
})
export const changePromoCode = route('changePromoCode', {
  ...changed,
  path: '/admin/promo-codes/:id',
  access: 'admin',
  summary: "End a promo code of the platform's, or change when it ends, how often it may be used and for what",
})
export const createOwnPromoCode = route('createOwnPromoCode', {
  ...created,
  path: '/coaches/me/promo-codes',
  access: 'coach',
  summary: 'Make a promo code for what you sell, which you bear',
})
export const listOwnPromoCodes = route('listOwnPromoCodes', {
  ...listed,
  path: '/coaches/me/promo-codes',
  access: 'coach',
  summary: 'Your promo codes with their uses, newest first',
})
export const changeOwnPromoCode = route('changeOwnPromoCode', {
  ...changed,
  path: '/coaches/me/promo-codes/:id',
  access: 'coach',
  summary: 'End a promo code of yours, or change when it ends, how often it may be used and for what',
})
