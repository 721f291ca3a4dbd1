import type Stripe from 'stripe'
import { updateRow } from './database.ts'
import { listRows } from './lists.ts'
import { type ChargeRow, chargeObject } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { loadPaymentMethod } from './payment-methods.ts'
import { noSuch } from './problems.ts'
import type { Work } from './work.ts'

/** GET /v1/charges/:id */
export async function getCharge(work: Work, parameters: Parameters, id: string): Promise<Stripe.Charge> {
  parameters.finish()
  return describeCharge(work, await loadCharge(work, id))
}

/** GET /v1/charges */
export async function listCharges(work: Work, parameters: Parameters): Promise<object> {
  const where = {
    payment_intent_id: parameters.optionalText('payment_intent'),
    customer_id: parameters.optionalText('customer'),
    transfer_group: parameters.optionalText('transfer_group'),
  }
  return listRows<ChargeRow, Stripe.Charge>(work.tx, parameters, {
    table: 'charges',
    url: '/v1/charges',
    where,
    build: (row) => describeCharge(work, row),
  })
}

/** Throws `resource_missing`, naming `param` when the id came in a parameter; `lock` holds the row until the commit. */
export async function loadCharge(
  work: Work,
  id: string,
  options: { lock?: boolean; param?: string } = {},
): Promise<ChargeRow> {
  const lock = options.lock ? 'for no key update' : ''
  const row = await work.tx.row<ChargeRow>(`select * from stripe_simulator.charges where id = $1 ${lock}`, [id])
  if (row === undefined) throw noSuch('charge', id, options.param)
  return row
}

export async function changeCharge(work: Work, id: string, columns: Partial<ChargeRow>): Promise<ChargeRow> {
  return updateRow<ChargeRow>(work.tx, 'charges', id, columns)
}

/** Stripe's charge object of a row. */
export async function describeCharge(work: Work, row: ChargeRow): Promise<Stripe.Charge> {
  return chargeObject(row, await loadPaymentMethod(work, row.payment_method_id))
}
