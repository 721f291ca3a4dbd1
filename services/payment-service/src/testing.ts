/** payment-service under test: on the real simulator over HTTP, bookings faked by contract, webhooks forwarded to it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BookingRecord } from '@ecc/contracts/bookings'
import type { ReplyOf } from '@ecc/contracts/define'
import {
  confirmAuthorizedOrder,
  confirmPaidOrder,
  getOrderRecord,
  type OrderRecord,
  orderNotFound,
} from '@ecc/contracts/orders'
import type { PackageRecord } from '@ecc/contracts/packages'
import { getLedgerProof, type Payment, payBooking, payOrder } from '@ecc/contracts/payments'
import { unavailable } from '@ecc/contracts/problems'
import { aBookingRecord, aContact } from '@ecc/contracts/samples'
import { checkGuardianConsent, findUsers } from '@ecc/contracts/users'
import { type Caller, OffsetClock, plusMinutes } from '@ecc/kit'
import { anAdmin, anId, aPlayer, type Fake, fake, type TestedService, testService } from '@ecc/kit/testing'
import type { Config } from './config.ts'
import type { Provider } from './provider.ts'
import definition from './service.ts'

/** The service, the world around it, and the steps most tests begin with. */
export interface TestedPayments extends TestedService<Config, Provider> {
  /** Adds a held booking of 100.00 EUR, and changes one that is there. */
  booking(details: Partial<BookingRecord> & { playerId: string }): BookingRecord
  /** A booking as session-service would answer it now. */
  bookingNow(id: string): BookingRecord
  /** Lets a hold lapse, and its slot go, while it is being paid. */
  lapse(booking: BookingRecord): void
  pay(player: Caller, booking: BookingRecord, paymentMethodId?: string, key?: string): Promise<Payment>
  /** A booking that is paid and confirmed. */
  paid(details?: Partial<BookingRecord>, paymentMethodId?: string): Promise<{ booking: BookingRecord; player: Caller }>
  /** Control of the simulator, under `/_sim`. */
  sim(path: string, body?: object): Promise<Record<string, unknown>>
  fault(kind: string, match: { method?: string; path?: string }, times?: number): Promise<void>
  clearFaults(): Promise<void>
  /** Presses a button on a hosted page of the provider's. */
  press(url: string, outcome: string): Promise<void>
  /** Resolves when no webhook is on its way and no job is due. */
  quiet(): Promise<void>
  proof(): Promise<ReplyOf<typeof getLedgerProof>>
  /** Moves the clock without running what falls due. */
  skipTime(minutes: number): void
  /** Under 18, and without a guardian's consent. */
  minors: Set<string>
  userService: { isAway: boolean; tellsNames: boolean }
  /** Of what is ordered from now on: the player fee it is sold under, in hundredths of a percent. */
  policy: { playerFeeBasisPoints: number }
  /** A package or a series that can be paid. */
  heldOrder(
    kind: 'package' | 'series',
    price: BookingRecord['price'],
    coachId?: string,
  ): Promise<{ order: OrderRecord; player: Caller }>
  /** Adds an order, or changes one that is there. */
  order(order: OrderRecord): OrderRecord
  /** A package or a series that is paid. */
  paidOrder(
    kind: 'package' | 'series',
    price: BookingRecord['price'],
    coachId?: string,
  ): Promise<{ order: OrderRecord; player: Caller }>
  charges(orderId: string): Promise<{ id: string; amount: number; status: string }[]>
}

/** Starts the service on 1 March 2027, noon UTC. */
export async function paymentService(): Promise<TestedPayments> {
  const clock = new OffsetClock('2027-03-01T12:00:00Z')
  const world = newWorld()
  const { bookings, orders, lapsing, minors, userService, policy } = world
  const forwarder = await startForwarder()
  const t = await testService<Config, Provider>(definition, {
    clock,
    env: { STRIPE_SIMULATOR_PORT: '0', STRIPE_WEBHOOK_URL: forwarder.url, DATABASE_POOL_MAX: '10' },
    fakes: fakedServices(world, clock),
  })
  forwarder.to = (body, signature) =>
    t
      .request({
        method: 'POST',
        url: '/webhooks/stripe',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        payload: body,
      })
      .then(({ statusCode }) => statusCode)

  const sim = simulatorAt(() => t.resources.simulatorUrl)
  const booking: TestedPayments['booking'] = (details) => {
    const made = { ...(bookings.get(details.id ?? '') ?? heldBooking(clock.now())), ...details }
    bookings.set(made.id, made)
    return made
  }
  const pay: TestedPayments['pay'] = (player, { id }, paymentMethodId = 'pm_card_visa', key) =>
    t.call(
      payBooking,
      { params: { id }, body: { paymentMethodId } },
      { as: player, ...(key ? { idempotencyKey: key } : {}) },
    )
  const heldOrder: TestedPayments['heldOrder'] = async (kind, price, coachId = anId()) => {
    const player = aPlayer()
    const order: OrderRecord = { ...payable(clock.now()), kind, playerId: player.userId, coachId, price }
    orders.set(order.id, order)
    return { order, player }
  }
  return {
    ...t,
    minors,
    userService,
    policy,
    booking,
    bookingNow: (id) => find(bookings, { id }),
    lapse: ({ id }) => void lapsing.add(id),
    pay,
    sim,
    async paid(details = {}, paymentMethodId = 'pm_card_visa') {
      const player = aPlayer()
      const held = booking({ playerId: player.userId, ...details })
      await pay(player, held, paymentMethodId)
      return { booking: find(bookings, held), player }
    },
    heldOrder,
    order(order) {
      orders.set(order.id, order)
      return order
    },
    async paidOrder(kind, price, coachId) {
      const { order, player } = await heldOrder(kind, price, coachId)
      await t.call(payOrder, { params: { id: order.id }, body: { paymentMethodId: 'pm_card_visa' } }, { as: player })
      return { order, player }
    },
    fault: async (kind, match, times) => void (await sim('/faults', { kind, match, ...(times ? { times } : {}) })),
    clearFaults: async () => void (await fetch(`${t.resources.simulatorUrl}/_sim/faults`, { method: 'DELETE' })),
    async press(url, outcome) {
      const address = url.replace(`${t.ctx.config.PUBLIC_URL}/dev/stripe`, t.resources.simulatorUrl ?? '')
      const body = new URLSearchParams({ outcome })
      const { status } = await fetch(address, { method: 'POST', body, redirect: 'manual' })
      if (status >= 400) throw new Error(`the hosted page answered ${status}`)
    },
    async quiet() {
      let waiting = true
      while (waiting) {
        await t.settle()
        const { webhooks } = (await sim('/state')) as { webhooks: { mode: string; events: Record<string, number> } }
        waiting = webhooks.mode !== 'paused' && (webhooks.events['pending'] ?? 0) > 0
      }
      await t.settle()
    },
    proof: () => t.call(getLedgerProof, {}, { as: anAdmin() }),
    skipTime: (minutes) => {
      clock.offsetMs += minutes * 60_000
    },
    async charges(bookingId) {
      const { data } = await t.resources.stripe.charges.list({ transfer_group: bookingId, limit: 100 })
      return data.map(({ id, amount, status }) => ({ id, amount, status }))
    },
    async close() {
      await t.close()
      await forwarder.close()
    },
  }
}

/** The simulator's own door, for what Stripe decides by itself. */
function simulatorAt(url: () => string | null): TestedPayments['sim'] {
  return async (path, body) => {
    const headers = { 'content-type': 'application/json' }
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {}
    const response = await fetch(`${url()}/_sim${path}`, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }
}

/** What the other services know, as a test has it. */
interface World {
  bookings: Map<string, BookingRecord>
  orders: Map<string, OrderRecord>
  lapsing: Set<string>
  minors: Set<string>
  userService: { isAway: boolean; tellsNames: boolean }
  policy: { playerFeeBasisPoints: number }
}

const newWorld = (): World => ({
  bookings: new Map(),
  orders: new Map(),
  lapsing: new Set(),
  minors: new Set(),
  userService: { isAway: false, tellsNames: true },
  policy: { playerFeeBasisPoints: 0 },
})

function fakedServices({ bookings, orders, lapsing, minors, userService, policy }: World, clock: OffsetClock): Fake[] {
  return [
    fake(checkGuardianConsent, async ({ params }) => {
      if (userService.isAway) throw unavailable()
      return { required: minors.has((params as { id: string }).id), given: false }
    }),
    fake(findUsers, async ({ body }) => {
      if (!userService.tellsNames) throw unavailable()
      return {
        items: (body as { ids: string[] }).ids.map((id) => aContact({ id, displayName: `Person ${id.slice(-4)}` })),
      }
    }),
    fake(getOrderRecord, async ({ params }) => {
      const { id } = params as { id: string }
      return { ...policy, ...(orders.get(id) ?? asOrder(find(bookings, { id }))) }
    }),
    fake(confirmAuthorizedOrder, async ({ params }) => {
      const booking = find(bookings, params as { id: string })
      const until = plusMinutes(clock.now(), 24 * 60).toISOString()
      const request = { expiresAt: until, acceptedAt: null, declineReason: null }
      if (booking.state === 'held') bookings.set(booking.id, { ...booking, state: 'requested', request })
      return { requested: booking.state === 'held' || booking.request !== null }
    }),
    fake(confirmPaidOrder, async ({ params }) => {
      const { id } = params as { id: string }
      const order = orders.get(id)
      if (order) {
        orders.set(order.id, { ...order, state: 'paid' })
        return { confirmed: true }
      }
      const booking = find(bookings, { id })
      if (lapsing.has(booking.id)) bookings.set(booking.id, { ...booking, state: 'expired' })
      if (lapsing.has(booking.id) || booking.state !== 'held') return { confirmed: booking.confirmedAt !== null }
      bookings.set(booking.id, { ...booking, state: 'confirmed', confirmedAt: clock.now().toISOString() })
      return { confirmed: true }
    }),
  ]
}

function find(bookings: Map<string, BookingRecord>, params: { id: string }): BookingRecord {
  const booking = bookings.get(params.id)
  if (!booking) throw orderNotFound()
  return booking
}

/** A booking by itself, as the order that it is. */
export function asOrder({
  id,
  playerId,
  coachId,
  price,
  bookingMode,
  state,
  confirmedAt,
  holdExpiresAt,
}: BookingRecord): OrderRecord {
  const asked = state === 'requested' || state === 'accepted' ? 'authorized' : 'ended'
  const unpaid = state === 'held' ? 'payable' : asked
  const paid = confirmedAt !== null ? 'paid' : unpaid
  return { id, kind: 'booking', playerId, coachId, price, bookingMode, state: paid, payableUntil: holdExpiresAt }
}

/** A package of three sessions, paid or over, as session-service tells of this order. */
export function packageOf({ id, playerId, coachId, price, payableUntil: at }: OrderRecord): PackageRecord {
  return {
    id,
    playerId,
    coachId,
    offerId: anId(),
    offerTitle: '3 × Live coaching',
    gameId: 'valorant',
    durationMinutes: 60,
    sessions: 3,
    remaining: 0,
    price,
    singlePrice: { ...price, amount: 3_000 },
    policy: 'flexible',
    state: 'active',
    payableUntil: at,
    createdAt: at,
    paidAt: at,
    validUntil: at,
    endedAt: at,
    refund: null,
  }
}

function payable(now: Date): Pick<OrderRecord, 'id' | 'bookingMode' | 'state' | 'payableUntil'> {
  const payableUntil = plusMinutes(now, 15).toISOString()
  return { id: anId(), bookingMode: 'instant', state: 'payable', payableUntil }
}

function heldBooking(now: Date): BookingRecord {
  return aBookingRecord({
    state: 'held',
    startsAt: plusMinutes(now, 24 * 60).toISOString(),
    endsAt: plusMinutes(now, 25 * 60).toISOString(),
    price: { amount: 10_000, currency: 'EUR' },
    holdExpiresAt: plusMinutes(now, 15).toISOString(),
    createdAt: now.toISOString(),
    confirmedAt: null,
    sequence: 0,
  })
}

/** What the simulator takes for our public address. */
async function startForwarder() {
  const forwarder = {
    url: '',
    to: async (_body: Buffer, _signature: string): Promise<number> => 503,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      forwarder.to(Buffer.concat(chunks), String(request.headers['stripe-signature'])).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(503).end(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  forwarder.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
  return forwarder
}
