/** What payment-service promises of chargebacks: what others need to know of what a player asked their bank for. */
import { Type } from 'typebox'
import { Shape } from './define.ts'
import { paymentService } from './payments.ts'
import { ById } from './vocabulary.ts'

const { route } = paymentService

export const getChargebackStanding = route('getChargebackStanding', {
  method: 'GET',
  path: '/internal/orders/:id/chargebacks',
  access: 'service',
  summary: 'Whether the payment of an order was disputed at the bank, for staff who decide about its booking',
  params: ById,
  reply: Shape({ open: Type.Integer({ minimum: 0 }), total: Type.Integer({ minimum: 0 }) }),
})
