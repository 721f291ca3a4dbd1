import type { AddressInfo } from 'node:net'
import type pg from 'pg'
import { createAccount, createAccountLink, getAccount, listAccounts, updateAccount } from './accounts.ts'
import { createAccountLinkV2, createAccountV2, getAccountV2, updateAccountV2 } from './accounts-v2.ts'
import { getBalance, getBalanceTransaction, listBalanceTransactions } from './balance.ts'
import { cancelPaymentIntent, capturePaymentIntent } from './capture-payment-intent.ts'
import { getCharge, listCharges } from './charges.ts'
import { confirmPaymentIntent } from './confirm-payment-intent.ts'
import { addControl } from './control.ts'
import { createPaymentIntent, updatePaymentIntent } from './create-payment-intent.ts'
import { createCustomer, getCustomer, listCustomers, updateCustomer } from './customers.ts'
import { concedeDispute, getDispute, listDisputes, updateDispute } from './disputes.ts'
import { watchDueChanges } from './due-changes.ts'
import { getEvent, listEvents } from './events.ts'
import { createFaults } from './faults.ts'
import { addHostedPages } from './hosted-pages.ts'
import { createServer, type Endpoint } from './http.ts'
import { getPaymentIntent, listPaymentIntents } from './payment-intents.ts'
import {
  attachPaymentMethod,
  createPaymentMethod,
  detachPaymentMethod,
  getPaymentMethod,
  listPaymentMethods,
} from './payment-methods.ts'
import { cancelPayout, createPayout, getPayout, listPayouts, updatePayout } from './payouts.ts'
import { createRefund, getRefund, listRefunds, updateRefund } from './refunds.ts'
import { migrateSchema } from './schema.ts'
import { createClock, type Simulation } from './simulation.ts'
import { createTransferReversal, getTransferReversal, listTransferReversals } from './transfer-reversals.ts'
import { createTransfer, getTransfer, listTransfers, updateTransfer } from './transfers.ts'
import { startWebhookDelivery, type WebhookEndpoint } from './webhook-delivery.ts'
import type { Settings } from './work.ts'

export interface SimulatorOptions {
  /** The simulator owns the schema `stripe_simulator` in this database, and makes and migrates it at start. */
  pool: pg.Pool
  /** 0 takes any free port. */
  port: number
  /** Default 127.0.0.1. */
  host?: string
  /** The only key that may do everything, such as `sk_test_simulator`; others are answered 401. */
  secretKey: string
  /** The key a browser may turn a card into a payment method with. Default `pk_test_simulator`. */
  publishableKey?: string
  /** Where signed events go, at least once. */
  webhook: WebhookEndpoint
  /** Epoch milliseconds, dates every object. Default `Date.now`. */
  now?: () => number
  /** Base URL of the hosted pages as browsers see it. Default the server's own. */
  publicUrl?: string
  /** Stripe's fee on a captured charge. Default 1.5 % + 25 minor units. */
  fee?: Settings['fee']
  /** Days until captured money is available. Default 2. */
  pendingDays?: number
  /** Seconds until a refund to a card such as `pm_card_refundFail` turns out to have failed. Default 2. */
  refundSettlesAfterSeconds?: number
  /** Hears of errors that no caller sees. Default standard error. */
  report?: (error: unknown) => void
}

export interface RunningSimulator {
  /** Base URL of the API, without a slash at the end. */
  url: string
  port: number
  /** Stops answering and sending; what was committed and not sent is sent after the next start. */
  close(): Promise<void>
}

/** Everything the simulator speaks of Stripe's API. */
const endpoints: Endpoint[] = [
  { method: 'POST', path: '/v1/customers', handle: createCustomer },
  { method: 'GET', path: '/v1/customers', handle: listCustomers },
  { method: 'GET', path: '/v1/customers/:id', handle: getCustomer },
  { method: 'POST', path: '/v1/customers/:id', handle: updateCustomer },
  { method: 'GET', path: '/v1/customers/:id/payment_methods', handle: listPaymentMethods },

  { method: 'POST', path: '/v1/payment_methods', handle: createPaymentMethod },
  { method: 'GET', path: '/v1/payment_methods', handle: listPaymentMethods },
  { method: 'GET', path: '/v1/payment_methods/:id', handle: getPaymentMethod },
  { method: 'POST', path: '/v1/payment_methods/:id/attach', handle: attachPaymentMethod },
  { method: 'POST', path: '/v1/payment_methods/:id/detach', handle: detachPaymentMethod },

  { method: 'POST', path: '/v1/payment_intents', handle: createPaymentIntent },
  { method: 'GET', path: '/v1/payment_intents', handle: listPaymentIntents },
  { method: 'GET', path: '/v1/payment_intents/:id', handle: getPaymentIntent },
  { method: 'POST', path: '/v1/payment_intents/:id', handle: updatePaymentIntent },
  { method: 'POST', path: '/v1/payment_intents/:id/confirm', handle: confirmPaymentIntent },
  { method: 'POST', path: '/v1/payment_intents/:id/capture', handle: capturePaymentIntent },
  { method: 'POST', path: '/v1/payment_intents/:id/cancel', handle: cancelPaymentIntent },

  { method: 'GET', path: '/v1/charges', handle: listCharges },
  { method: 'GET', path: '/v1/charges/:id', handle: getCharge },

  { method: 'POST', path: '/v1/refunds', handle: createRefund },
  { method: 'GET', path: '/v1/refunds', handle: listRefunds },
  { method: 'GET', path: '/v1/refunds/:id', handle: getRefund },
  { method: 'POST', path: '/v1/refunds/:id', handle: updateRefund },

  { method: 'GET', path: '/v1/disputes', handle: listDisputes },
  { method: 'GET', path: '/v1/disputes/:id', handle: getDispute },
  { method: 'POST', path: '/v1/disputes/:id', handle: updateDispute },
  { method: 'POST', path: '/v1/disputes/:id/close', handle: concedeDispute },

  { method: 'GET', path: '/v1/balance', handle: getBalance },
  { method: 'GET', path: '/v1/balance_transactions', handle: listBalanceTransactions },
  { method: 'GET', path: '/v1/balance_transactions/:id', handle: getBalanceTransaction },

  { method: 'POST', path: '/v1/transfers', handle: createTransfer },
  { method: 'GET', path: '/v1/transfers', handle: listTransfers },
  { method: 'GET', path: '/v1/transfers/:id', handle: getTransfer },
  { method: 'POST', path: '/v1/transfers/:id', handle: updateTransfer },
  { method: 'POST', path: '/v1/transfers/:id/reversals', handle: createTransferReversal },
  { method: 'GET', path: '/v1/transfers/:id/reversals', handle: listTransferReversals },
  { method: 'GET', path: '/v1/transfers/:id/reversals/:reversal', handle: getTransferReversal },

  { method: 'POST', path: '/v1/payouts', handle: createPayout },
  { method: 'GET', path: '/v1/payouts', handle: listPayouts },
  { method: 'GET', path: '/v1/payouts/:id', handle: getPayout },
  { method: 'POST', path: '/v1/payouts/:id', handle: updatePayout },
  { method: 'POST', path: '/v1/payouts/:id/cancel', handle: cancelPayout },

  { method: 'POST', path: '/v1/accounts', handle: createAccount },
  { method: 'GET', path: '/v1/accounts', handle: listAccounts },
  { method: 'GET', path: '/v1/accounts/:id', handle: getAccount },
  { method: 'POST', path: '/v1/accounts/:id', handle: updateAccount },
  { method: 'POST', path: '/v1/account_links', handle: createAccountLink },
  { method: 'POST', path: '/v2/core/accounts', handle: createAccountV2 },
  { method: 'GET', path: '/v2/core/accounts/:id', handle: getAccountV2 },
  { method: 'POST', path: '/v2/core/accounts/:id', handle: updateAccountV2 },
  { method: 'POST', path: '/v2/core/account_links', handle: createAccountLinkV2 },

  { method: 'GET', path: '/v1/events', handle: listEvents },
  { method: 'GET', path: '/v1/events/:id', handle: getEvent },
]

/** Starts a durable server that speaks Stripe's wire format, for the official SDK with `host`, `port`, `protocol`. */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const { pool, host = '127.0.0.1', report = reportToStandardError } = options
  await migrateSchema(pool)
  const simulation: Simulation = {
    pool,
    settings: settingsOf(options),
    clock: createClock(options.now ?? Date.now),
    faults: createFaults(),
    delivery: await startWebhookDelivery(pool, options.webhook, report),
    report,
  }
  const server = createServer(simulation, endpoints)
  addHostedPages(server, simulation)
  addControl(server, simulation)
  await server.listen({ port: options.port, host })
  const { port } = server.server.address() as AddressInfo
  const url = `http://${host}:${port}`
  simulation.settings.publicUrl ||= url
  const stopWatching = watchDueChanges(simulation)

  async function close(): Promise<void> {
    await server.close()
    await stopWatching()
    await simulation.delivery.close()
  }
  return { url, port, close }
}

function reportToStandardError(error: unknown): void {
  process.stderr.write(
    `payment simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
}

function settingsOf(options: SimulatorOptions): Settings {
  return {
    secretKey: options.secretKey,
    publishableKey: options.publishableKey ?? 'pk_test_simulator',
    fee: options.fee ?? { basisPoints: 150, fixedMinor: 25 },
    pendingDays: options.pendingDays ?? 2,
    refundSettlesAfterSeconds: options.refundSettlesAfterSeconds ?? 2,
    publicUrl: options.publicUrl ?? '',
  }
}
