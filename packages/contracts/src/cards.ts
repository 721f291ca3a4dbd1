/** What payment-service promises of kept cards: a player's own, to pay with again. */
import { type Static, Type } from 'typebox'
import { Nothing, Shape } from './define.ts'
import { paymentService, paymentsDown } from './payments.ts'

const { route } = paymentService

/** How a payment method is named by the provider. */
const PaymentMethodId = Type.String({ pattern: '^pm_[A-Za-z0-9_]+$', maxLength: 255 })

/** A kept card, as much of it as tells its owner which one it is. It is good until the end of its month of expiry. */
export const Card = Shape({
  id: PaymentMethodId,
  brand: Type.String({ description: '`visa`, `mastercard`, `amex` and so on, as the provider names them' }),
  lastFour: Type.String({ pattern: '^\\d{4}$' }),
  expiryMonth: Type.Integer({ minimum: 1, maximum: 12 }),
  expiryYear: Type.Integer({ minimum: 2000, maximum: 9999 }),
  expired: Type.Boolean(),
})
export type Card = Static<typeof Card>

export const listCards = route('listCards', {
  method: 'GET',
  path: '/payments/cards',
  access: 'player',
  summary: 'The cards you kept, newest first; what they are is asked of the payment provider',
  reply: Shape({ items: Type.Array(Card, { maxItems: 100 }) }),
  problems: [paymentsDown],
  timeoutMs: 15_000,
})

export const removeCard = route('removeCard', {
  method: 'DELETE',
  path: '/payments/cards/:paymentMethodId',
  access: 'player',
  summary: 'Forget a kept card, here and at the payment provider; one that is not there is forgotten already',
  params: Shape({ paymentMethodId: PaymentMethodId }),
  status: 204,
  reply: Nothing,
  problems: [paymentsDown],
  timeoutMs: 15_000,
  example: { params: { paymentMethodId: 'pm_card_visa' } },
})
