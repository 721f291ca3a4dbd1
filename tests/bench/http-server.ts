/**
 * Two routes that check a JSON body and answer it, on a free port: `node http-server.ts ours|bare|deployed`.
 * Ours is the whole way: the real gateway with all its routes, limits and headers, and a service behind it. `bare` is Express
 * and Joi alone, `deployed` the same with the usual middleware for what the gateway promises besides.
 */
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Availability } from '@ecc/contracts/coaches'
import { Shape, service } from '@ecc/contracts/define'
import { Id, Instant, Money, OneOf } from '@ecc/contracts/vocabulary'
import { defineService, handle, openLog, openPlatform } from '@ecc/kit'
import express, { type ErrorRequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import Joi from 'joi'
import { jwtVerify } from 'jose'
import { Histogram } from 'prom-client'
import { Type } from 'typebox'
import { routeToServices } from '../../services/api-gateway/src/proxy.ts'
import gateway from '../../services/api-gateway/src/service.ts'

const { route } = service({ name: 'bench-service', port: 0, summary: 'Only here, to be measured' })

const Wish = Shape({
  offerId: Id,
  startsAt: Instant,
  durationMinutes: Type.Integer({ minimum: 15, maximum: 240 }),
  language: OneOf(['en', 'de', 'fr']),
  note: Type.Optional(Type.String({ maxLength: 500 })),
})

const quoteWish = route('quoteWish', {
  method: 'POST',
  path: '/wishes',
  access: 'public',
  summary: 'The end and the price of a wished session',
  body: Wish,
  reply: Shape({ ...Wish.properties, endsAt: Instant, price: Money }),
})

const reviewHours = route('reviewHours', {
  method: 'POST',
  path: '/hours',
  access: 'public',
  summary: "How many windows a coach's hours have",
  body: Availability,
  reply: Shape({ ...Availability.properties, windows: Type.Integer() }),
})

// What both sides do with a body that was found right.

function quote<T extends { startsAt: string; durationMinutes: number }>(wish: T) {
  const endsAt = new Date(Date.parse(wish.startsAt) + wish.durationMinutes * 60_000).toISOString()
  return { ...wish, endsAt, price: { amount: wish.durationMinutes * 50, currency: 'EUR' as const } }
}

function review<T extends { weekly: unknown[]; overrides: { windows: unknown[] }[] }>(hours: T) {
  const windows = hours.overrides.reduce((sum, override) => sum + override.windows.length, hours.weekly.length)
  return { ...hours, windows }
}

async function listenOurs(): Promise<number> {
  const bench = defineService({
    name: 'bench-service',
    port: 0,
    config: Type.Object({}),
    routes: [handle(quoteWish, async ({ body }) => quote(body)), handle(reviewHours, async ({ body }) => review(body))],
  })
  const door = {
    ...gateway,
    async extend(...[app, ctx]: Parameters<NonNullable<typeof gateway.extend>>) {
      await gateway.extend?.(app, ctx)
      await routeToServices(app, ctx as Parameters<typeof routeToServices>[1], [quoteWish, reviewHours])
    },
  }
  const platform = await openPlatform({
    services: [bench, door],
    // Nothing here has tables: the database is never reached. Limits count, but never refuse.
    env: { DATABASE_URL: 'postgres://localhost:1/none', RATE_LIMIT_FACTOR: '10000' },
    log: openLog({ name: 'bench', level: 'info' }),
    migrate: false,
    runJobs: false,
  })
  return (await platform.listen('api-gateway', { host: '127.0.0.1', port: 0 })).port
}

const wishSchema = Joi.object({
  offerId: Joi.string().guid().required(),
  startsAt: Joi.string().isoDate().pattern(/Z$/).max(30).required(),
  durationMinutes: Joi.number().integer().min(15).max(240).required(),
  language: Joi.string().valid('en', 'de', 'fr').required(),
  note: Joi.string().max(500),
})

const clockTime = Joi.string()
  .pattern(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)
  .required()
const window = { start: clockTime, end: clockTime }
const someMinutes = Joi.number().valid(0, 5, 10, 15, 30).required()
const weeklySchema = Joi.array()
  .items(Joi.object({ day: Joi.number().integer().min(0).max(6).required(), ...window }))
  .max(70)
  .required()
const hoursSchema = Joi.object({
  zone: Joi.string()
    .max(64)
    .pattern(/^[A-Za-z0-9_+/-]+$/)
    .required(),
  weekly: weeklySchema,
  overrides: Joi.array()
    .items(
      Joi.object({
        date: Joi.string().isoDate().length(10).required(),
        windows: Joi.array().items(Joi.object(window)).max(10).required(),
      }),
    )
    .max(400)
    .required(),
  stepMinutes: Joi.number().integer().min(5).max(240).required(),
  bufferBeforeMinutes: someMinutes,
  bufferAfterMinutes: someMinutes,
  minNoticeMinutes: Joi.number()
    .integer()
    .min(15)
    .max(72 * 60)
    .required(),
  horizonDays: Joi.number().integer().min(1).max(60).required(),
  maxBookingsPerDay: Joi.number().integer().min(1).max(100).allow(null).required(),
  maxBookingsPerWeek: Joi.number().integer().min(1).max(500).allow(null).required(),
  maxMinutesPerDay: Joi.number().integer().min(15).max(1440).allow(null).required(),
  maxMinutesPerWeek: Joi.number().integer().min(15).max(10080).allow(null).required(),
  offerHours: Joi.array()
    .items(Joi.object({ offerId: Joi.string().guid().required(), weekly: weeklySchema }))
    .max(50)
    .required(),
})

async function listenExpress(prepare: (app: express.Express) => void): Promise<number> {
  const app = express()
  prepare(app)
  app.use(express.json({ limit: '64kb' }))
  app.post('/api/v1/wishes', checked(wishSchema, quote as (body: unknown) => object))
  app.post('/api/v1/hours', checked(hoursSchema, review as (body: unknown) => object))
  const onError: ErrorRequestHandler = (error: Error, _request, response, _next) =>
    void response.status(400).json({ code: 'invalid-request', detail: error.message })
  app.use(onError)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

function checked(schema: Joi.ObjectSchema, work: (body: unknown) => object): express.RequestHandler {
  return (request, response) => {
    const { error, value } = schema.validate(request.body, { abortEarly: false, convert: false })
    if (error) response.status(400).json({ code: 'invalid-request', detail: error.message })
    else response.json(work(value))
  }
}

/** Request ids, durations, security headers, the token's check, and rates that are counted but never refuse. */
function deploy(app: express.Express): void {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['route', 'status'] as const,
  })
  const key = new TextEncoder().encode('only-for-the-bench-never-a-real-key')
  app.set('trust proxy', 'loopback')
  app.use((request, response, next) => {
    const stop = durations.startTimer()
    response.set('x-request-id', request.get('x-request-id') ?? randomUUID())
    response.on('finish', () => stop({ route: request.path, status: response.statusCode }))
    next()
  })
  app.use(helmet())
  app.use(async (request, response, next) => {
    const token = request.get('authorization')?.replace(/^Bearer /, '')
    if (token) response.locals['caller'] = (await jwtVerify(token, key)).payload.sub
    next()
  })
  app.use(rateLimit({ windowMs: 60_000, limit: 1_200_000, standardHeaders: 'draft-6', legacyHeaders: false }))
}

const sides: Record<string, () => Promise<number>> = {
  ours: listenOurs,
  bare: () => listenExpress(() => {}),
  deployed: () => listenExpress(deploy),
}
const port = await (sides[process.argv[2] ?? ''] as () => Promise<number>)()
process.send?.({ port })
process.once('SIGTERM', () => process.exit(0))
