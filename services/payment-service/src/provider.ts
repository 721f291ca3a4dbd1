/** The payment provider: Stripe through its official SDK, or the embedded simulator, which speaks the same words. */
import { paymentsDown } from '@ecc/contracts/payments'
import type { Money } from '@ecc/contracts/vocabulary'
import type { DependencyHealth, Openable, Opening } from '@ecc/kit'
import Stripe from 'stripe'
import { type Config, simulatorKey } from './config.ts'
import { openSimulator } from './open-simulator.ts'

/** The opened provider. `simulatorUrl` is null with Stripe itself. */
export interface Provider extends Openable {
  stripe: Stripe
  name: 'simulator' | 'stripe'
  simulatorUrl: string | null
}

const timeoutMs = 8_000
const maxNetworkRetries = 2

/** Opens the SDK. Without a Stripe key it speaks to the simulator, which is started here unless it runs as a process of its own. */
export async function openProvider(opening: Opening<Config>): Promise<Provider> {
  const key = opening.config.STRIPE_SECRET_KEY
  if (key !== simulatorKey) {
    const stripe = new Stripe(key, { timeout: timeoutMs, maxNetworkRetries, telemetry: false })
    return { stripe, name: 'stripe', simulatorUrl: null, health: healthOf(stripe, 'stripe', opening.now) }
  }
  const beside = opening.config.STRIPE_SIMULATOR_URL === '' ? await openSimulator(opening) : undefined
  const url = new URL(beside?.url ?? opening.config.STRIPE_SIMULATOR_URL)
  const stripe = new Stripe(key, {
    host: url.hostname,
    port: url.port,
    protocol: 'http',
    timeout: timeoutMs,
    maxNetworkRetries,
    telemetry: false,
  })
  const close = async () => beside?.close()
  const health = healthOf(stripe, 'payment simulator', opening.now)
  return { stripe, name: 'simulator', simulatorUrl: url.origin, close, health }
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
