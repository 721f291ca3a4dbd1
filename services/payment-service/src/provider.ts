/** The payment provider: Stripe through its official SDK, or the embedded simulator, which speaks the same words. */
import { paymentsDown } from '@ecc/contracts/payments'
import type { Money } from '@ecc/contracts/vocabulary'
import type { DependencyHealth, Openable, Opening } from '@ecc/kit'
import pg from 'pg'
import Stripe from 'stripe'
import { type Config, simulatorKey } from './config.ts'
import { startSimulator } from './simulator/simulator.ts'

/** The opened provider. `simulatorUrl` is null with Stripe itself. */
export interface Provider extends Openable {
  stripe: Stripe
  name: 'simulator' | 'stripe'
  simulatorUrl: string | null
}

const timeoutMs = 8_000
const maxNetworkRetries = 2
const simulatorConnections = 8

/** Opens the SDK, and starts the simulator first when there is no Stripe key. */
export async function openProvider(opening: Opening<Config>): Promise<Provider> {
  const key = opening.config.STRIPE_SECRET_KEY
  if (key !== simulatorKey) {
    const stripe = new Stripe(key, { timeout: timeoutMs, maxNetworkRetries, telemetry: false })
    return { stripe, name: 'stripe', simulatorUrl: null, health: healthOf(stripe, 'stripe', opening.now) }
  }
  const pool = new pg.Pool({ connectionString: opening.databaseUrl, max: simulatorConnections })
  pool.on('error', () => {}) // an idle connection broke: the pool has dropped it, the next query opens another
  const simulator = await startSimulator({
    pool,
    port: opening.config.STRIPE_SIMULATOR_PORT,
    secretKey: key,
    publishableKey: opening.config.STRIPE_PUBLISHABLE_KEY,
    webhook: { url: opening.config.STRIPE_WEBHOOK_URL, secret: opening.config.STRIPE_WEBHOOK_SECRET },
    now: () => opening.now().getTime(),
    publicUrl: `${opening.config.PUBLIC_URL}/dev/stripe`,
    report: (error) => opening.log.warn({ error: String(error) }, 'the payment simulator met a fault'),
  }).catch(async (error: NodeJS.ErrnoException) => {
    await pool.end()
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`port ${opening.config.STRIPE_SIMULATOR_PORT} is taken; set STRIPE_SIMULATOR_PORT to a free one`)
  })
  const stripe = new Stripe(key, {
    host: '127.0.0.1',
    port: simulator.port,
    protocol: 'http',
    timeout: timeoutMs,
    maxNetworkRetries,
    telemetry: false,
  })
  const close = async () => {
    await simulator.close()
    await pool.end()
  }
  const health = healthOf(stripe, 'payment simulator', opening.now)
  return { stripe, name: 'simulator', simulatorUrl: simulator.url, close, health }
}

const healthTtlMs = 30_000
const healthTimeoutMs = 2_000

/** Asks the provider at most every 30 s: `/health` is polled, and a provider's requests are counted. */
function healthOf(stripe: Stripe, name: string, now: () => Date): () => Promise<DependencyHealth[]> {
  let askedAt = Number.NEGATIVE_INFINITY
  let latest: DependencyHealth = { name, status: 'up', detail: '' }
  return async () => {
    if (now().getTime() - askedAt >= healthTtlMs) {
      askedAt = now().getTime()
      latest = await stripe.balance.retrieve({}, { timeout: healthTimeoutMs, maxNetworkRetries: 0 }).then(
        (): DependencyHealth => ({ name, status: 'up', detail: '' }),
        (error: Error): DependencyHealth => ({ name, status: 'degraded', detail: error.message.slice(0, 200) }),
      )
    }
    return [latest]
  }
}

/**
 * Whether a failed call may have been carried out, or may succeed when repeated: no answer, a fault of the provider's,
 * or too many requests. Everything else is an answer.
 */
export function isOutage(error: unknown): boolean {
  const { StripeConnectionError, StripeAPIError, StripeRateLimitError, StripeIdempotencyError } = Stripe.errors
  return [StripeConnectionError, StripeAPIError, StripeRateLimitError, StripeIdempotencyError].some(
    (kind) => error instanceof kind,
  )
}

/** Turns an outage into the problem that says so; throws every error on. For what charges nobody. */
export function asPaymentsDown(error: unknown): never {
  if (isOutage(error)) throw paymentsDown('The payment provider does not answer; please try again in a moment')
  throw error
}

/** The id of a member that Stripe gives as an id, or whole when expanded. */
export function idOf(member: string | { id: string } | null | undefined): string | null {
  return typeof member === 'string' ? member : (member?.id ?? null)
}

/** Stripe writes currencies in lower case; we are paid in ours only. */
export const currencyOf = (stripeCurrency: string) => stripeCurrency.toUpperCase() as Money['currency']
