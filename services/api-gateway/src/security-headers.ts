/** Headers that keep browsers from doing what the platform's pages never need, and CORS for the API. */

import type { Context } from '@ecc/kit'
import cors from '@fastify/cors'
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import { type FastifyInstance, fastify } from 'fastify'
import type { Config, Resources } from './config.ts'
import { apiPrefix } from './proxy.ts'

/** What Stripe.js asks for (https://docs.stripe.com/security/guide#content-security-policy); no maps, since no address is typed. */
const stripeHosts = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
}
const noHosts = { script: [], frame: [], connect: [] }

const permissions = 'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(self)'

/** What the API answers is data: no page, so nothing of it may load or be framed. A reply that a browser shows has its own. */
const dataPolicy = "default-src 'none';frame-ancestors 'none'"
/** Of the headers of a page, those that also say something about data. */
const aboutData = new Set(['cross-origin-resource-policy', 'x-content-type-options', 'strict-transport-security'])

/** Sets security headers on every reply, and answers CORS for the configured origins. */
export async function protect(app: FastifyInstance, ctx: Context<Config, Resources>): Promise<void> {
  await setHeaders(app, ctx)
  await answerOtherOrigins(app, ctx)
}

async function setHeaders(app: FastifyInstance, ctx: Context<Config, Resources>): Promise<void> {
  const helmets = await workOut(policy(ctx.config))
  const ofPages = { ...helmets, 'permissions-policy': permissions }
  const ofData = {
    ...Object.fromEntries(Object.entries(helmets).filter(([name]) => aboutData.has(name))),
    'content-security-policy': dataPolicy,
  }
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith(`${apiPrefix}/`) ? ofData : ofPages)
    done()
  })
}

/** They are the same for every reply, but helmet puts them together anew for each; so it is asked once. */
async function workOut(options: FastifyHelmetOptions): Promise<Record<string, string>> {
  const app = fastify()
  await app.register(helmet, options)
  app.get('/', async (_request, reply) => reply.raw.getHeaders())
  return (await app.inject('/')).json()
}

function policy(config: Config): FastifyHelmetOptions {
  const stripe = config.STRIPE_PUBLISHABLE_KEY ? stripeHosts : noHosts
  const secure = config.PUBLIC_URL.startsWith('https:')
  return {
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
  }
}

async function answerOtherOrigins(app: FastifyInstance, ctx: Context<Config, Resources>): Promise<void> {
  const origins = ctx.config.CORS_ORIGINS.split(',')
    .map((origin) => origin.trim())
    .filter(Boolean)
  if (origins.length === 0) return
  await app.register(cors, {
    origin: origins,
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
