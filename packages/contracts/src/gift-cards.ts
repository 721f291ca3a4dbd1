/** What payment-service promises of gift cards: bought with a card, given by a code, redeemed into credit. They do not expire. */
import { type Static, Type } from 'typebox'
import { problem, Shape } from './define.ts'
import { giftCardMessageLength } from './gift-card-terms.ts'
import { paymentService } from './payments.ts'
import {
  ById,
  DisplayName,
  Email,
  Id,
  Instant,
  LocalDate,
  Money,
  Nullable,
  OneOf,
  Page,
  pageQuery,
  ZoneName,
} from './vocabulary.ts'

const { route, event } = paymentService
const example = { params: { id: '0199f1de-6a00-7000-8000-000000000005' } }

/**
 * Where a gift card stands. `unpaid`: an order that may be paid at `/orders/{id}/pay`; `lapsed`: it was not; `scheduled`: paid, its
 * code is made and mailed on its day; `open`: whoever has the code may redeem it; `charged-back`: a bank took the payment back.
 */
export const GiftCardState = OneOf(['unpaid', 'lapsed', 'scheduled', 'open', 'redeemed', 'withdrawn', 'charged-back'])
export type GiftCardState = Static<typeof GiftCardState>

/**
 * A gift card as its buyer sees it; its code is in none of these. `isLocked`: it cannot be redeemed now, since a bank asks about
 * the payment or staff stopped it. `withdrawUntil` is null when its money cannot come back any more.
 */
export const GiftCard = Shape({
  id: Id,
  amount: Money,
  state: GiftCardState,
  isLocked: Type.Boolean(),
  recipientName: Nullable(Type.String()),
  recipientEmail: Nullable(Type.String({ description: 'Null: its buyer hands the code over' })),
  message: Nullable(Type.String()),
  deliverAt: Nullable(Instant),
  deliveredAt: Nullable(Instant),
  redeemedAt: Nullable(Instant),
  payableUntil: Instant,
  withdrawUntil: Nullable(Instant),
  paymentId: Nullable(Id),
  createdAt: Instant,
})
export type GiftCard = Static<typeof GiftCard>

export const giftCardNotFound = problem('gift-card-not-found', 404, 'There is no such gift card')
export const giftCardTermsWrong = problem('gift-card-terms-wrong', 422, 'Such a gift card is not for sale')
export const tooManyGiftCards = problem('too-many-gift-cards', 409, 'You cannot buy more gift cards now')
export const giftCardNotOpen = problem('gift-card-not-open', 409, 'This gift card is not waiting to be redeemed')
export const giftCardNotMailed = problem('gift-card-not-mailed', 409, 'This gift card has no address to be sent to')
export const giftCardNotReturnable = problem(
  'gift-card-not-returnable',
  409,
  'The money of this gift card cannot come back now: it was redeemed, its 14 days are over, or a bank asks about it',
)
export const giftCardRefused = problem(
  'gift-card-refused',
  404,
  'This code cannot be redeemed: it is not right, not the latest one, or was used already',
)
export const giftCardLocked = problem(
  'gift-card-locked',
  409,
  'This gift card cannot be redeemed at the moment; ask whoever gave it to you',
)

/** What somebody buys. `deliverOn` is a day on the clock of `zone`; it is mailed that morning, and without it at once. */
const GiftCardTerms = Shape({
  amount: Money,
  recipientName: Type.Optional(DisplayName),
  recipientEmail: Type.Optional(Email),
  message: Type.Optional(
    Type.String({ maxLength: giftCardMessageLength, pattern: '\\S', description: 'Plain text, mailed as it is' }),
  ),
  deliverOn: Type.Optional(LocalDate),
  zone: Type.Optional(ZoneName),
})
export type GiftCardTerms = Static<typeof GiftCardTerms>

export const createGiftCard = route('createGiftCard', {
  method: 'POST',
  path: '/gift-cards',
  access: 'player',
  summary: 'Order a gift card, to be paid at `POST /orders/{id}/pay`; an order that you have not paid ends with it',
  description:
    'Only a card pays it: no credit, no promo code. Without `recipientEmail` you are shown the code to hand it over.',
  idempotent: true,
  body: GiftCardTerms,
  status: 201,
  reply: GiftCard,
  problems: [giftCardTermsWrong, tooManyGiftCards],
  limit: { max: 30, windowSeconds: 3600 },
  example: { body: { amount: { amount: 5_000, currency: 'EUR' } } },
})

export const listGiftCards = route('listGiftCards', {
  method: 'GET',
  path: '/gift-cards',
  access: 'player',
  summary: 'The gift cards that you bought, newest first',
  query: Shape(pageQuery),
  reply: Page(GiftCard),
})

export const getGiftCard = route('getGiftCard', {
  method: 'GET',
  path: '/gift-cards/:id',
  access: 'player',
  summary: 'A gift card that you bought or ordered',
  params: ById,
  reply: GiftCard,
  problems: [giftCardNotFound],
  example,
})

export const sendGiftCard = route('sendGiftCard', {
  method: 'POST',
  path: '/gift-cards/:id/send',
  access: 'player',
  summary: 'Mail it now, or again, with a new code; the code before it ends',
  params: ById,
  reply: GiftCard,
  problems: [giftCardNotFound, giftCardNotOpen, giftCardNotMailed],
  limit: { max: 10, windowSeconds: 3600 },
  example,
})

export const showGiftCardCode = route('showGiftCardCode', {
  method: 'POST',
  path: '/gift-cards/:id/code',
  access: 'player',
  summary: 'Make a new code and show it, this once, to print it or hand it over; the code before it ends',
  params: ById,
  reply: Shape({ code: Type.String() }),
  problems: [giftCardNotFound, giftCardNotOpen],
  limit: { max: 10, windowSeconds: 3600 },
  example,
})

export const withdrawGiftCard = route('withdrawGiftCard', {
  method: 'POST',
  path: '/gift-cards/:id/withdraw',
  access: 'player',
  summary: 'Have all of the money back within 14 days, while nobody has redeemed it; its code ends',
  idempotent: true,
  params: ById,
  reply: GiftCard,
  problems: [giftCardNotFound, giftCardNotReturnable],
  example,
})

export const redeemGiftCard = route('redeemGiftCard', {
  method: 'POST',
  path: '/gift-cards/redeem',
  access: 'player',
  summary: 'Turn a gift card into your credit, once; who asks again for one they redeemed is answered the same',
  idempotent: true,
  body: Shape({ code: Type.String({ minLength: 1, maxLength: 64 }) }),
  reply: Shape({ amount: Money, redeemedAt: Instant }),
  problems: [giftCardRefused, giftCardLocked],
  limit: { max: 10, windowSeconds: 3600 },
  example: { body: { code: '7K3F-9XQ2-M0VB-TC58' } },
})

/** A gift card as staff see it: without its buyer's words. `paymentId` is null while nobody has tried to pay. */
export const StaffGiftCard = Shape({
  id: Id,
  amount: Money,
  state: GiftCardState,
  isLocked: Type.Boolean(),
  lockedByStaff: Type.Boolean(),
  buyer: Shape({ id: Id, name: Nullable(Type.String()) }),
  recipientName: Nullable(Type.String()),
  recipientEmail: Nullable(Type.String()),
  deliverAt: Nullable(Instant),
  deliveredAt: Nullable(Instant),
  redeemedAt: Nullable(Instant),
  redeemedBy: Nullable(Id),
  paymentId: Nullable(Id),
  createdAt: Instant,
})
export type StaffGiftCard = Static<typeof StaffGiftCard>

const Reason = Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' })

export const listAllGiftCards = route('listAllGiftCards', {
  method: 'GET',
  path: '/admin/gift-cards',
  access: 'admin',
  summary: 'Everyone’s gift cards, newest first, by buyer, recipient or state',
  query: Shape({
    ...pageQuery,
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 254,
        description: 'A part of the buyer’s or the recipient’s name or of the address, or an id',
      }),
    ),
    state: Type.Optional(GiftCardState),
  }),
  reply: Page(StaffGiftCard),
})

export const lockGiftCard = route('lockGiftCard', {
  method: 'POST',
  path: '/admin/gift-cards/:id/lock',
  access: 'admin',
  summary: 'Stop a gift card from being redeemed, or let go of it again',
  idempotent: true,
  params: ById,
  body: Shape({ locked: Type.Boolean(), reason: Reason }),
  reply: StaffGiftCard,
  problems: [giftCardNotFound, giftCardNotOpen],
  example: { ...example, body: { locked: true, reason: 'The buyer says the card was stolen' } },
})

export const returnGiftCard = route('returnGiftCard', {
  method: 'POST',
  path: '/admin/gift-cards/:id/withdraw',
  access: 'admin',
  summary: 'Give its buyer all of the money back, also after the 14 days, while nobody has redeemed it',
  idempotent: true,
  params: ById,
  body: Shape({ reason: Reason }),
  reply: StaffGiftCard,
  problems: [giftCardNotFound, giftCardNotReturnable],
  example: { ...example, body: { reason: 'Bought twice by mistake' } },
})

/** What events tell of a gift card. */
const GiftCardFact = { giftCardId: Id, buyerId: Id, amount: Money, recipientName: Nullable(Type.String()) }

export const giftCardSent = event(
  'gift-card.sent',
  Shape({ ...GiftCardFact, email: Email, message: Nullable(Type.String()), code: Type.String() }),
  'A gift card is to be mailed to this address with its code, which ends the one before',
)
export const giftCardRedeemed = event(
  'gift-card.redeemed',
  Shape({ ...GiftCardFact, redeemedBy: Id }),
  'A gift card became its redeemer’s credit',
)
export const giftCardWithdrawn = event(
  'gift-card.withdrawn',
  Shape({ ...GiftCardFact, by: OneOf(['buyer', 'staff']) }),
  'A gift card was taken back; its money goes back to the card that paid it',
)
export const giftCardLost = event(
  'gift-card.lost',
  Shape({ ...GiftCardFact, redeemedBy: Id, taken: Money }),
  'A bank took the payment of a redeemed gift card back; `taken` is what that cost its redeemer’s credit',
)
