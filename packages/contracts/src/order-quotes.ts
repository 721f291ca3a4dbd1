/** What payment-service promises before an order is paid: what it costs whom. */
import { Type } from 'typebox'
import { holdExpired } from './bookings.ts'
import { Shape } from './define.ts'
import { orderNotFound } from './orders.ts'
import { alreadyPaid, paymentService } from './payments.ts'
import { PriceQuote } from './price-quote.ts'
import { PromoCodeText, promoProblems } from './promo-terms.ts'
import { ById } from './vocabulary.ts'

const { route } = paymentService

export const quoteOrder = route('quoteOrder', {
  method: 'GET',
  path: '/orders/:id/quote',
  access: 'player',
  summary: 'What an order, or a booking by itself, costs with a promo code and your credit; promises and takes nothing',
  params: ById,
  query: Shape({
    promoCode: Type.Optional(PromoCodeText),
    useCredit: Type.Optional(Type.Boolean({ default: false })),
  }),
  reply: Shape({
    ...PriceQuote.properties,
    creditAvailable: Type.Integer({ minimum: 0, description: 'All your credit in this currency, used or not' }),
  }),
  problems: [orderNotFound, holdExpired, alreadyPaid, ...promoProblems],
  limit: { max: 60, windowSeconds: 300 },
  example: {
    params: { id: '0199f1de-6a00-7000-8000-000000000003' },
    query: { promoCode: 'WELCOME20', useCredit: true },
  },
})
