/** What api-gateway reads from its environment. */
import type { Ground, Openable } from '@ecc/kit'
import { type Static, Type } from 'typebox'

export const config = Type.Object({
  PUBLIC_URL: Type.String({ default: 'http://localhost:8080', description: 'Where people reach the platform' }),
  WEB_ROOT: Type.Optional(
    Type.String({ description: 'Folder of the built web app; without it only the API is served' }),
  ),
  CORS_ORIGINS: Type.String({
    default: '',
    description: 'Other origins whose pages may call the API, comma separated',
  }),
  RATE_LIMIT_FACTOR: Type.Number({
    default: 1,
    minimum: 0.01,
    maximum: 10_000,
    description: 'Multiplies every rate limit; `npm start` sets 100 for a single developer',
  }),
  MAX_CONCURRENT_REQUESTS: Type.Integer({
    default: 1_000,
    minimum: 1,
    description: 'Requests under way at once; more are answered 503',
  }),
  MAX_EVENT_LOOP_DELAY_MS: Type.Integer({
    default: 1_000,
    minimum: 50,
    description: 'Mean event loop delay of a second, its longest left out, beyond which requests are answered 503',
  }),
  STRIPE_SIMULATOR_PORT: Type.Integer({
    default: 3107,
    description: 'Where the payment simulator listens, for its pages under /dev/stripe',
  }),
  STRIPE_SECRET_KEY: Type.Optional(
    Type.String({ description: 'Set when payments go to Stripe; the pages of the simulator are then closed' }),
  ),
  STRIPE_PUBLISHABLE_KEY: Type.Optional(
    Type.String({ description: 'Set when cards go to Stripe; its scripts and frames are then allowed in pages' }),
  ),
})
export type Config = Static<typeof config>

/** What the process shares with the gateway. */
export interface Resources extends Openable {
  ground: Ground
}
