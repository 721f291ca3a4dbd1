/**
 * One route that checks a JSON body and answers it, on a free port: `node http-server.ts ours|express`.
 * Ours is the whole way: the real gateway with all its routes, limits and headers, and a service behind it.
 */
import type { AddressInfo } from 'node:net'
import { problem, Shape, service } from '@ecc/contracts/define'
import { Id, Instant, Money, OneOf } from '@ecc/contracts/vocabulary'
import { defineService, handle, openLog, openPlatform } from '@ecc/kit'
import express, { type ErrorRequestHandler } from 'express'
import Joi from 'joi'
import { Type } from 'typebox'
import { routeToServices } from '../../services/api-gateway/src/proxy.ts'
import gateway from '../../services/api-gateway/src/service.ts'

const { route } = service({ name: 'quote-service', port: 0, summary: 'Only here, to be measured' })

const Wish = Shape({
  offerId: Id,
  startsAt: Instant,
  durationMinutes: Type.Integer({ minimum: 15, maximum: 240 }),
  language: OneOf(['en', 'de', 'fr']),
  note: Type.Optional(Type.String({ maxLength: 500 })),
})

const quoteWish = route('quoteWish', {
  method: 'POST',
  path: '/wishes/quote',
  access: 'public',
  summary: 'The price and end of a wished session',
  body: Wish,
  reply: Shape({ ...Wish.properties, endsAt: Instant, price: Money }),
  problems: [problem('too-late', 409, 'That is over')],
})

/** What both routes do with a body that was found right. */
function quote<T extends { startsAt: string; durationMinutes: number }>(wish: T) {
  const endsAt = new Date(Date.parse(wish.startsAt) + wish.durationMinutes * 60_000).toISOString()
  return { ...wish, endsAt, price: { amount: wish.durationMinutes * 50, currency: 'EUR' as const } }
}

async function listenOurs(): Promise<number> {
  const quotes = defineService({
    name: 'quote-service',
    port: 0,
    config: Type.Object({}),
    routes: [handle(quoteWish, async ({ body }) => quote(body))],
  })
  const door = {
    ...gateway,
    async extend(...[app, ctx]: Parameters<NonNullable<typeof gateway.extend>>) {
      await gateway.extend?.(app, ctx)
      await routeToServices(app, ctx as Parameters<typeof routeToServices>[1], [quoteWish])
    },
  }
  const platform = await openPlatform({
    services: [quotes, door],
    // Nothing here has tables: the database is never reached. Limits count, but never refuse.
    env: { DATABASE_URL: 'postgres://localhost:1/none', RATE_LIMIT_FACTOR: '10000' },
    log: openLog({ name: 'bench', level: 'info' }),
    migrate: false,
    runJobs: false,
  })
  return (await platform.listen('api-gateway', { host: '127.0.0.1', port: 0 })).port
}

async function listenExpress(): Promise<number> {
  const wish = Joi.object({
    offerId: Joi.string().guid().required(),
    startsAt: Joi.string().isoDate().pattern(/Z$/).max(30).required(),
    durationMinutes: Joi.number().integer().min(15).max(240).required(),
    language: Joi.string().valid('en', 'de', 'fr').required(),
    note: Joi.string().max(500),
  })
  const app = express()
  app.use(express.json({ limit: '64kb' }))
  app.post('/api/v1/wishes/quote', (request, response) => {
    const { error, value } = wish.validate(request.body, { abortEarly: false, convert: false })
    if (error) return void response.status(400).json({ code: 'invalid-request', detail: error.message })
    response.json(quote(value as Parameters<typeof quote>[0]))
  })
  const onError: ErrorRequestHandler = (error: Error, _request, response, _next) =>
    void response.status(400).json({ code: 'invalid-request', detail: error.message })
  app.use(onError)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

const port = process.argv[2] === 'ours' ? await listenOurs() : await listenExpress()
process.send?.({ port })
process.once('SIGTERM', () => process.exit(0))
