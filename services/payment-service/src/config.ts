import type { Context } from '@ecc/kit'
import { type Static, Type } from 'typebox'
import type { Provider } from './provider.ts'

/** The key that means: no Stripe account here, the embedded simulator answers. */
export const simulatorKey = 'sk_test_simulator'

/** What an operator sets for payment-service. */
export const config = Type.Object({
  STRIPE_SECRET_KEY: Type.String({
    secret: true,
    developmentDefault: simulatorKey,
    description: "Stripe's secret key; without it, outside production, an embedded simulator takes Stripe's place",
  }),
  STRIPE_PUBLISHABLE_KEY: Type.String({
    secret: true,
    developmentDefault: 'pk_test_simulator',
    description: 'The key card forms use; public, but it must belong to STRIPE_SECRET_KEY',
  }),
  STRIPE_WEBHOOK_SECRET: Type.String({
    secret: true,
    developmentDefault: 'whsec_simulator',
    description: 'Signs what the provider sends to /api/v1/webhooks/stripe',
  }),
  STRIPE_SIMULATOR_PORT: Type.Integer({
    default: 3107,
    minimum: 0,
    maximum: 65_535,
    description: 'Where the embedded simulator listens on this machine; 0 takes any free port',
  }),
  STRIPE_SIMULATOR_URL: Type.String({
    default: '',
    description: 'Where the simulator runs as a process of its own; empty: in the process of payment-service',
  }),
  STRIPE_WEBHOOK_URL: Type.String({
    default: 'http://127.0.0.1:8080/api/v1/webhooks/stripe',
    description: 'Where the embedded simulator sends its events: through the gateway, as Stripe would',
  }),
  PUBLIC_URL: Type.String({
    default: 'http://localhost:8080',
    description: 'The address under which people reach the platform',
  }),
  PLATFORM_NAME: Type.String({
    default: 'Esport Coach Connect',
    minLength: 1,
    maxLength: 100,
    description: 'Who issues receipts and invoices, as registered; what was issued keeps what was set then',
  }),
  PLATFORM_ADDRESS: Type.String({
    secret: true,
    developmentDefault: '1 Example Street|10115 Berlin',
    minLength: 1,
    maxLength: 300,
    description: 'The postal address on receipts and invoices, its lines separated by |; needed in production',
  }),
  PLATFORM_COUNTRY: Type.String({
    default: 'DE',
    pattern: '^[A-Z]{2}$',
    description: 'The country of the issuer of receipts (ISO 3166-1, two letters)',
  }),
  PLATFORM_TAX_NUMBER: Type.String({
    secret: true,
    developmentDefault: 'DE000000000',
    minLength: 1,
    maxLength: 40,
    description: 'The VAT or tax number on receipts and invoices; needed in production',
  }),
  PLATFORM_TAX_PERCENT: Type.String({
    default: '19',
    pattern: '^(100|\\d{1,2}(\\.\\d{1,2})?)$',
    description: 'The tax that prices and the commission include, in percent with at most two decimals; 0 for none',
  }),
  PLATFORM_TIME_ZONE: Type.Refine(
    Type.String({
      default: 'UTC',
      description: 'The IANA time zone whose calendar dates receipts and begins the year of their numbers',
    }),
    isTimeZone,
    () => 'must be an IANA time zone such as Europe/Berlin',
  ),
})
export type Config = Static<typeof config>

/** The context of every handler, subscription and job of this service. */
export type Ctx = Context<Config, Provider>

/** Whether the platform knows this time zone. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0
  } catch {
    return false // a RangeError: that is the answer
  }
}
