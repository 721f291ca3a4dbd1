import { getPaymentConfig as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'

/** GET /payments/config: what a card form needs. */
export const getPaymentConfig = handle(contract, async (_, { config, resources }: Ctx) => ({
  provider: resources.name,
  publishableKey: config.STRIPE_PUBLISHABLE_KEY,
  cardEndpoint: resources.name === 'simulator' ? `${config.PUBLIC_URL}/dev/stripe/v1` : null,
}))
