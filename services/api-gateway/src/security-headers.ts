/** Headers that keep browsers from doing what the platform's pages never need, and CORS for the API. */
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { Context } from '@ecc/kit'
import type { FastifyInstance } from 'fastify'
import type { Config, Resources } from './config.ts'

const stripeHosts = {
  script: ['https://js.stripe.com'],
  frame: ['https://js.stripe.com', 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
}
const noHosts = { script: [], frame: [], connect: [] }

/** Sets security headers on every reply, and answers CORS for the configured origins. */
export async function protect(app: FastifyInstance, ctx: Context<Config, Resources>): Promise<void> {
  const stripe = ctx.config.STRIPE_SECRET_KEY ? stripeHosts : noHosts
  const secure = ctx.config.PUBLIC_URL.startsWith('https:')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...stripe.script],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", 'ws:', 'wss:', ...stripe.connect],
        frameSrc: ["'self'", ...stripe.frame],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        baseUri: ["'self'"],
        objectSrc: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    crossOriginEmbedderPolicy: false,
  })
  const permissions = 'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(self)'
  app.addHook('onRequest', async (_request, reply) => void reply.header('permissions-policy', permissions))
  const origins = ctx.config.CORS_ORIGINS.split(',')
    .map((origin) => origin.trim())
    .filter(Boolean)
  await app.register(cors, {
    origin: origins.length > 0 ? origins : false,
    credentials: true,
    exposedHeaders: [
      'etag',
      'retry-after',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'idempotent-replayed',
      'x-request-id',
    ],
    maxAge: 600,
  })
}
