import type Stripe from 'stripe'
import { describeAccount, loadAccount } from './accounts.ts'
import { loadBalanceTransaction } from './balance.ts'
import { describeCharge, loadCharge } from './charges.ts'
import { customerObject, loadCustomer } from './customers.ts'
import { getDispute } from './disputes.ts'
import { balanceTransactionObject, paymentMethodObject } from './objects.ts'
import { parametersOf } from './parameters.ts'
import { describeIntent, loadIntent } from './payment-intents.ts'
import { loadPaymentMethod } from './payment-methods.ts'
import { getPayout } from './payouts.ts'
import { invalidParameter } from './problems.ts'
import { getRefund, listRefunds } from './refunds.ts'
import { describeTransfer, loadTransfer } from './transfers.ts'
import type { Work } from './work.ts'

type StripeObject = Record<string, unknown>
const depthLimit = 4

const loaders: Record<string, (work: Work, id: string) => Promise<object | undefined>> = {
  acct: async (work, id) => describeAccount(await loadAccount(work, id)),
  ch: async (work, id) => describeCharge(work, await loadCharge(work, id)),
  cus: async (work, id) => customerObject(await loadCustomer(work, id)),
  dp: (work, id) => getDispute(work, parametersOf({}), id),
  pi: async (work, id) => describeIntent(work, await loadIntent(work, id)),
  po: (work, id) => getPayout(work, parametersOf({}), id),
  pm: async (work, id) => paymentMethodObject(await loadPaymentMethod(work, id)),
  re: (work, id) => getRefund(work, parametersOf({}), id),
  tr: async (work, id) => describeTransfer(work, await loadTransfer(work, id)),
  txn: async (work, id) => {
    const row = await loadBalanceTransaction(work, id)
    return row && balanceTransactionObject(row, work.nowSeconds)
  },
}

/** Puts whole objects in place of ids at the given paths, such as `latest_charge.balance_transaction`. */
export async function expandPaths(work: Work, object: object, paths: string[]): Promise<void> {
  for (const path of paths) {
    const names = path.split('.')
    if (names.length > depthLimit) {
      throw invalidParameter(
        'property_expansion_max_depth',
        `You cannot expand more than ${depthLimit} levels.`,
        'expand',
      )
    }
    await expandPath(work, object as StripeObject, names, path)
  }
}

async function expandPath(work: Work, object: StripeObject, names: string[], path: string): Promise<void> {
  const [name = '', ...rest] = names
  if (object['object'] === 'charge' && name === 'refunds') object[name] ??= await refundsOf(work, object)
  const value = object[name]
  if (value === undefined || (value !== null && typeof value !== 'string' && typeof value !== 'object')) {
    throw notExpandable(path)
  }
  if (typeof value === 'string') object[name] = await loadById(work, value, path)
  if (rest.length === 0 || value === null) return
  const child = object[name]
  for (const one of Array.isArray(child) ? child : [child]) await expandPath(work, one as StripeObject, rest, path)
}

async function loadById(work: Work, id: string, path: string): Promise<object> {
  const load = loaders[id.slice(0, Math.max(id.indexOf('_'), 0))]
  const found = await load?.(work, id)
  if (found === undefined) throw notExpandable(path)
  return found
}

async function refundsOf(work: Work, charge: StripeObject): Promise<object> {
  return listRefunds(work, parametersOf({ charge: String((charge as unknown as Stripe.Charge).id) }))
}

function notExpandable(path: string): Error {
  return invalidParameter(undefined, `This property cannot be expanded (${path}).`, 'expand')
}
