import type Stripe from 'stripe'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import type { Parameters } from './parameters.ts'
import { noSuch } from './problems.ts'
import { newId, type Work } from './work.ts'

export interface CustomerRow {
  id: string
  created: number
  email: string | null
  name: string | null
  phone: string | null
  description: string | null
  metadata: Record<string, string>
}

const textFields = ['email', 'name', 'phone', 'description'] as const

/** POST /v1/customers */
export async function createCustomer(work: Work, parameters: Parameters): Promise<Stripe.Customer> {
  const fields = givenFields(parameters)
  const metadata = parameters.metadata()
  parameters.finish()
  const columns = { id: newId('cus'), created: work.nowSeconds, ...fields, metadata }
  const customer = customerObject(await insertRow<CustomerRow>(work.tx, 'customers', columns))
  await emitEvent(work, 'customer.created', customer)
  return customer
}

/** POST /v1/customers/:id */
export async function updateCustomer(work: Work, parameters: Parameters, id: string): Promise<Stripe.Customer> {
  const row = await loadCustomer(work, id, { lock: true })
  const changes = { ...givenFields(parameters), metadata: parameters.metadata(row.metadata) }
  parameters.finish()
  const customer = customerObject(await updateRow<CustomerRow>(work.tx, 'customers', id, changes))
  await emitEvent(work, 'customer.updated', customer)
  return customer
}

/** GET /v1/customers/:id */
export async function getCustomer(work: Work, parameters: Parameters, id: string): Promise<Stripe.Customer> {
  parameters.finish()
  return customerObject(await loadCustomer(work, id))
}

/** GET /v1/customers */
export async function listCustomers(work: Work, parameters: Parameters): Promise<object> {
  const where = { email: parameters.optionalText('email') }
  return listRows<CustomerRow, Stripe.Customer>(work.tx, parameters, {
    table: 'customers',
    url: '/v1/customers',
    where,
    build: customerObject,
  })
}

/** Throws `resource_missing`, naming `param` when the id came in a parameter rather than in the path. */
export async function loadCustomer(
  work: Work,
  id: string,
  options: { lock?: boolean; param?: string } = {},
): Promise<CustomerRow> {
  const lock = options.lock ? 'for no key update' : ''
  const row = await work.tx.row<CustomerRow>(`select * from stripe_simulator.customers where id = $1 ${lock}`, [id])
  if (row === undefined) throw noSuch('customer', id, options.param)
  return row
}

function givenFields(parameters: Parameters): Record<string, string | null> {
  const fields: Record<string, string | null> = {}
  for (const name of textFields) {
    const value = parameters.changedText(name)
    if (value !== undefined) fields[name] = value
  }
  return fields
}

/** Stripe's object of a row. */
export function customerObject(row: CustomerRow): Stripe.Customer {
  return {
    id: row.id,
    object: 'customer',
    address: null,
    balance: 0,
    created: row.created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: row.description,
    discount: null,
    email: row.email,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: row.metadata,
    name: row.name,
    phone: row.phone,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  } satisfies Stripe.Customer
}
