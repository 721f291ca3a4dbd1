/** What every public route owes by its contract, generated from the contracts: who may, whose it is, which fields there are. */

import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allRoutes } from '@ecc/contracts/all'
import { createAdmin, listLogins } from '@ecc/contracts/auth'
import { addTimeOff } from '@ecc/contracts/availability'
import { confirmCompletion } from '@ecc/contracts/bookings'
import { createOffer, listGames, listSlots } from '@ecc/contracts/coaches'
import type { Route } from '@ecc/contracts/define'
import { addExternalCalendar } from '@ecc/contracts/external-calendars'
import { createGiftCard } from '@ecc/contracts/gift-cards'
import { addGroupDate } from '@ecc/contracts/group-dates'
import { createPackageOffer } from '@ecc/contracts/package-offers'
import { buyPackage } from '@ecc/contracts/packages'
import { listPayments } from '@ecc/contracts/payments'
import { createOwnPromoCode } from '@ecc/contracts/promo-codes'
import { listReviews, rateBooking } from '@ecc/contracts/ratings'
import { getReceipt } from '@ecc/contracts/receipts'
import { createSeries } from '@ecc/contracts/series'
import { joinWaitingList } from '@ecc/contracts/waiting-list'
import { OffsetClock, pathOf } from '@ecc/kit'
import { freePort } from '@ecc/kit/local-programs'
import { testDatabase } from '@ecc/kit/testing-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAllInOne } from '../../apps/server/src/all-in-one.ts'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type JoinedCoach, joinAsCoach, joinAsPlayer, until } from '../../apps/server/src/demo/joining.ts'
import { bookSession, holdSession } from '../../apps/server/src/demo/living.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { sampleOf } from './sample.ts'

const routes = allRoutes.filter(({ access }) => access !== 'service')
const json = (route: Route) => !route.rawBody && 'properties' in route.body
const inHalfAYear = new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10)
const nobody = '0199f1de-6a00-7000-8000-00000000abcd'

let world: Awaited<ReturnType<typeof prepare>>
beforeAll(async () => {
  world = await prepare()
}, 120_000)
afterAll(() => world?.stop())

/** A session held and rated between a coach and a player, a stranger of each kind, and what belongs to whom. */
async function prepare() {
  const database = await testDatabase('empty', async () => {})
  const [port, simulatorPort] = [await freePort(), await freePort()]
  const server = await startAllInOne({
    env: { DATABASE_URL: database.url, DATABASE_POOL_MAX: '5', LOG_LEVEL: 'error', RATE_LIMIT_FACTOR: '1000' },
    dataDir: await mkdtemp(join(tmpdir(), 'ecc-contracts-')),
    port,
    simulatorPort,
    clock: new OffsetClock(),
  })
  const base = `http://127.0.0.1:${port}`
  await server.platform.services.get('auth-service')?.context.call(createAdmin, {
    body: { email: demoAdmin.email, password, displayName: demoAdmin.name, timeZone: 'UTC' },
  })
  const admin = new DemoPerson(base, demoAdmin.email)
  await admin.signIn()
  const ground = { base, admin, games: (await admin.call(listGames)).items }
  const [details, otherDetails] = demoCoaches as [(typeof demoCoaches)[number], (typeof demoCoaches)[number]]
  const coach = await joinAsCoach(ground, details)
  const otherCoach = await joinAsCoach(ground, otherDetails)
  const player = await joinAsPlayer(ground, { email: 'owner@example.com', name: 'Owner', zone: 'UTC' })
  const stranger = await joinAsPlayer(ground, { email: 'stranger@example.com', name: 'Stranger', zone: 'UTC' })
  const booking = await bookSession({ server, base }, player, coach, 180)
  await holdSession({ server, base }, { booking, player, coach: coach.person })
  await player.call(confirmCompletion, { params: { id: booking.id }, body: {} })
  await until(() => player.call(rateBooking, { params: { id: booking.id }, body: { stars: 5 } }))
  await until(() => coach.person.call(rateBooking, { params: { id: booking.id }, body: { stars: 5 } }))
  const review = await until(async () => {
    const [first] = (await player.call(listReviews, { params: { id: coach.id } })).items
    if (!first) throw new Error('not published yet')
    return first
  })
  const calendar = await coach.person.call(addExternalCalendar, {
    body: { url: 'https://calendar.invalid/a.ics', name: 'Family' },
  })
  const timeOff = await coach.person.call(addTimeOff, { body: { firstDate: inHalfAYear, lastDate: inHalfAYear } })
  const noTimesThen = { from: `${inHalfAYear}T00:00:00Z`, to: `${inHalfAYear}T23:59:00Z` }
  const place = await player.call(joinWaitingList, {
    body: { coachId: coach.id, offerId: coach.offerId, ...noTimesThen },
  })
  const payment = (await player.call(listPayments)).items.find(({ orderId }) => orderId === booking.id)
  const { receipt } = await player.call(getReceipt, { params: { id: payment?.id ?? '' } })
  const code = { code: 'OWNER-5', percent: 5 }
  const promo = await coach.person.call(createOwnPromoCode, { body: code })
  const { bought, series, giftCard } = await orderSome(player, coach, server.clock.now())
  const [login] = (await player.call(listLogins)).items
  for (const person of [stranger, otherCoach.person, player, coach.person, admin]) await person.signIn()
  return {
    base,
    people: { stranger, otherCoach: otherCoach.person, player, coach: coach.person, admin },
    /** What somebody owns, by where it stands in a path. */
    owned: {
      '/bookings/': booking.id,
      '/auth/logins/': login?.id ?? '',
      '/coaches/me/offers/': coach.offerId,
      '/coaches/me/calendars/': calendar.id,
      '/coaches/me/time-off/': timeOff.id,
      '/coaches/me/promo-codes/': promo.id,
      '/coaches/me/group-dates/': await groupDate(coach, server.clock.now()),
      '/reviews/': review.id,
      '/packages/': bought.id,
      '/orders/': bought.id,
      '/series/': series.id,
      '/gift-cards/': giftCard.id,
      '/waiting-list/': place.id,
      '/payments/': receipt.paymentId,
      '/documents/': receipt.id,
    } as Record<string, string>,
    async stop() {
      await server.stop()
      await database.drop()
    },
  }
}

/** A date of a group. */
async function groupDate({ person }: JoinedCoach, now: Date): Promise<string> {
  const { id } = await person.call(createOffer, {
    body: {
      title: 'Team drills',
      gameId: 'valorant',
      durationMinutes: 60,
      price: { amount: 1500, currency: 'EUR' },
      kind: 'group',
      group: { minSeats: 2, maxSeats: 4, cutoffHours: 24 },
    },
  })
  const startsAt = `${new Date(now.getTime() + 30 * 86_400_000).toISOString().slice(0, 10)}T12:00:00.000Z`
  return (await person.call(addGroupDate, { params: { id }, body: { startsAt } })).id
}

/** A package, a series and a gift card that are ordered and not paid. */
async function orderSome(player: DemoPerson, coach: JoinedCoach, now: Date) {
  const { id: offerId } = await coach.person.call(createPackageOffer, {
    body: { singleOfferId: coach.offerId, sessions: 3, discountPercent: 10 },
  })
  const bought = await player.call(buyPackage, { body: { offerId } })
  const [from, to] = [3, 20].map((days) => new Date(now.getTime() + days * 86_400_000).toISOString()) as [
    string,
    string,
  ]
  const query = { offerId: coach.offerId, from, to }
  const { items } = await player.call(listSlots, { params: { id: coach.id }, query })
  const startsAt = [items.at(0), items.at(-1)].map((slot) => slot?.startsAt ?? '')
  const series = await player.call(createSeries, { body: { offerId: coach.offerId, startsAt } })
  const giftCard = await player.call(createGiftCard, { body: { amount: { amount: 1_000, currency: 'EUR' } } })
  return { bought, series, giftCard }
}

async function send(route: Route, options: { token?: string; id?: string; body?: unknown; query?: object } = {}) {
  const examples = (route.example?.params ?? {}) as Record<string, string>
  const params = Object.fromEntries(
    Object.keys(route.params.properties).map((name) => [
      name,
      name === 'id' ? (options.id ?? nobody) : (examples[name] ?? 'a'.repeat(16)),
    ]),
  )
  const query = options.query ?? (sampleOf(route.query, route.example?.query, route.name) as object)
  const body = options.body ?? (json(route) ? sampleOf(route.body, route.example?.body, route.name) : undefined)
  const prefix = route.service.name === 'api-gateway' || route.development ? '' : '/api/v1'
  const response = await fetch(world.base + prefix + pathOf(route, params, query), {
    method: route.method,
    headers: {
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(body === undefined
        ? route.rawBody
          ? { 'content-type': route.rawBody[0] as string }
          : {}
        : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? (route.rawBody ? { body: new Uint8Array(8) } : {}) : { body: JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return {
    status: response.status,
    problem: isJson ? (JSON.parse(text) as { code?: string; errors?: { field: string }[] }) : {},
  }
}

const rightToken = (route: Route) =>
  ({
    public: '',
    self: world.people.stranger,
    player: world.people.stranger,
    coach: world.people.otherCoach,
    admin: world.people.admin,
    service: '',
  })[route.access] as DemoPerson | ''
const tokenFor = (route: Route) => {
  const person = rightToken(route)
  return person === '' ? {} : { token: person.token }
}

describe('every route that needs someone signed in', () => {
  const guarded = routes.filter(({ access }) => access !== 'public')
  it.each(guarded.map((route) => [route.name, route] as const))('%s refuses a guest', async (_, route) => {
    expect(await send(route)).toMatchObject({ status: 401, problem: { code: 'not-signed-in' } })
  })

  it.each(guarded.map((route) => [route.name, route] as const))('%s refuses a forged token', async (_, route) => {
    const [head, body] = world.people.admin.token.split('.')
    expect(await send(route, { token: `${head}.${body}.${'A'.repeat(86)}` })).toMatchObject({ status: 401 })
  })
})

describe('every route for a role', () => {
  const roles = routes.filter(({ access }) => access === 'coach' || access === 'admin')
  it.each(roles.map((route) => [route.name, route] as const))('%s refuses those without it', async (_, route) => {
    expect(await send(route, { token: world.people.stranger.token })).toMatchObject({
      status: 403,
      problem: { code: 'not-allowed' },
    })
  })
})

describe('every route with a body or a query', () => {
  it.each(routes.filter(json).map((route) => [route.name, route] as const))(
    '%s refuses a field it does not know',
    async (_, route) => {
      const body = { ...(sampleOf(route.body, route.example?.body, route.name) as object), surprise: true }
      const { status, problem } = await send(route, { ...tokenFor(route), body })
      expect({ status, fields: problem.errors?.map(({ field }) => field) }).toEqual({
        status: 400,
        fields: ['surprise'],
      })
    },
  )

  it.each(routes.map((route) => [route.name, route] as const))(
    '%s refuses a query parameter it does not know',
    async (_, route) => {
      const query = { ...(sampleOf(route.query, route.example?.query, route.name) as object), surprise: '1' }
      const { status, problem } = await send(route, { ...tokenFor(route), query })
      expect({ status, fields: problem.errors?.map(({ field }) => field) }).toEqual({
        status: 400,
        fields: ['surprise'],
      })
    },
  )
})

describe('every route to what belongs to someone', () => {
  const owners = routes.filter(({ access, path }) => path.includes(':id') && access !== 'public' && access !== 'admin')
  it.each(owners.map((route) => [route.name, route] as const))(
    "%s answers other people's ids as if there were nothing",
    async (_, route) => {
      const place = Object.keys(world.owned).find((prefix) => route.path.startsWith(prefix))
      if (!place) throw new Error(`the test does not know what belongs to whom under ${route.path}; add it to owned`)
      const others = await send(route, { ...tokenFor(route), id: world.owned[place] as string })
      const missing = await send(route, { ...tokenFor(route), id: nobody })
      expect(others.status).toBe(404)
      expect(others.problem.code).toBe(missing.problem.code)
      expect(others.status).toBe(missing.status)
    },
  )
})
