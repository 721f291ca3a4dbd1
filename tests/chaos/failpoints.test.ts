/**
 * Every named place where a payment can break, with every way to break there. Whatever is done by then is finished or
 * undone by itself: no cent is lost or doubled, and who asked again was told what is true.
 */
import {
  type BookingRecord,
  cancelBooking,
  confirmCompletion,
  createBooking,
  getBooking,
} from '@ecc/contracts/bookings'
import { createOffer, listGames, listSlots } from '@ecc/contracts/coaches'
import { getBookingPayment, payBooking, paymentsDown } from '@ecc/contracts/payments'
import { createPayout, listPayouts, setPayoutSchedule } from '@ecc/contracts/payouts'
import { acceptRequest, declineRequest } from '@ecc/contracts/requests'
import { testDatabase } from '@ecc/kit/testing-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type JoinedCoach, joinAsCoach, joinAsPlayer, until } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { allInOne, createFirstAdmin } from '../modes/platforms.ts'
import { FailingPlatform, failpoints, faults, persist } from './failing-platform.ts'
import { earnCredit, makeCode } from './funds.ts'
import { asFound, buyGift, foundGifts, type Gift, giveOn, takeBack } from './gifts.ts'

const seed = Number(process.env['FAILPOINT_SEED'] ?? Date.now() % 1_000_000)
/** How many pairs of place and fault are tried; `all` at night. */
const asked = process.env['FAILPOINT_RUNS'] ?? '12'

const names = await failpoints()
/** Where a card is tried, once by a card alone and once with credit and a promo code; elsewhere the one or the other. */
const pairs = names
  .filter((name) => name !== 'migration:applied')
  .flatMap((name) => faults.map((fault) => ({ name, fault })))
  .flatMap((pair, i) =>
    (pair.name.startsWith('pay:') ? ['card', 'funds'] : [i % 2 === 0 ? 'card' : 'funds']).map((by) => ({
      ...pair,
      by,
    })),
  )
const only = process.env['FAILPOINT']
const tried = only ? pairs.filter(({ name }) => name.startsWith(only)) : pairs
const chosen = asked === 'all' ? tried : sample(tried, Number(asked))

let platform: FailingPlatform
let coach: JoinedCoach
/** Cancels too late, which gives a player credit; what they owe for it is netted from nothing that is looked at here. */
let lateCoach: JoinedCoach
let requestOfferId: string
let promoCode: string
let players = 0
let payWithFunds = false
/** What the player was written of the session that gave them their credit. */
let toldBefore: string[] = []

beforeAll(async () => {
  console.info(`failpoints: ${names.length} places, ${chosen.length} of ${pairs.length} pairs, seed ${seed}`)
  const running = await allInOne({ FAILPOINTS: 'on' })
  await createFirstAdmin(running, { ...demoAdmin, password })
  const admin = new DemoPerson(running.base, demoAdmin.email)
  await admin.signIn()
  platform = new FailingPlatform(running, admin)
  const [details] = demoCoaches as [(typeof demoCoaches)[number]]
  const ground = { base: running.base, admin, games: (await admin.call(listGames)).items }
  coach = await joinAsCoach(ground, details)
  lateCoach = await joinAsCoach(ground, { ...details, email: 'late@example.com' })
  promoCode = await makeCode(admin, 1_000)
  await coach.person.call(setPayoutSchedule, { body: { schedule: 'manual' } })
  const price = { amount: 4_000, currency: 'EUR' as const }
  const offer = { title: 'On request', description: '', gameId: 'valorant', durationMinutes: 60, price }
  requestOfferId = (await coach.person.call(createOffer, { body: { ...offer, bookingMode: 'request' } })).id
})
afterAll(() => platform?.stop())

/** What happens to a booking or a gift card, before a fault and while it lasts. Answers how it must end. */
interface Scene {
  before?(player: DemoPerson): Promise<{ id: string }>
  during(player: DemoPerson, earlier: { id: string } | undefined): Promise<BookingEnd | Gift>
}

interface BookingEnd {
  id: string
  state: string
  refunded: number
}

const scenes: Record<
  | 'bought'
  | 'released'
  | 'missed'
  | 'accepted'
  | 'declined'
  | 'charged back'
  | 'compared'
  | 'paid out'
  | 'given'
  | 'taken back',
  Scene
> = {
  bought: {
    async during(player) {
      const { id } = await buy(player)
      await persist(() => player.call(cancelBooking, { params: { id }, body: {}, key: `cancel-${id}` }))
      const { amount } = await persist(() => player.call(getBookingPayment, { params: { id } }))
      return { id, state: 'cancelled', refunded: amount.amount }
    },
  },
  released: {
    before: beginSession,
    async during(player, earlier) {
      const { id } = earlier as { id: string }
      await persist(() => player.call(confirmCompletion, { params: { id }, body: {} }))
      return { id, state: 'released', refunded: 0 }
    },
  },
  missed: {
    async before(player) {
      const { id } = await beginSession(player)
      await platform.stayInRoom(coach.person, id, 20)
      await platform.forward(60)
      await untilState(player, id, 'no_show_player')
      return { id }
    },
    async during(_player, earlier) {
      const { id } = earlier as { id: string }
      await platform.forward(73 * 60)
      return { id, state: 'no_show_player', refunded: 0 }
    },
  },
  accepted: {
    async during(player) {
      const { id } = await ask(player)
      await persist(() => coach.person.call(acceptRequest, { params: { id }, body: {} }))
      return { id, state: 'confirmed', refunded: 0 }
    },
  },
  declined: {
    async during(player) {
      const { id } = await ask(player)
      await persist(() => coach.person.call(declineRequest, { params: { id }, body: {} }))
      return { id, state: 'declined', refunded: 0 }
    },
  },
  'charged back': {
    async before(player) {
      const { id } = await beginSession(player)
      await player.call(confirmCompletion, { params: { id }, body: {} })
      await platform.untilClean()
      return { id }
    },
    async during(_player, earlier) {
      const { id } = earlier as { id: string }
      await platform.chargeBack(id)
      return { id, state: 'released', refunded: 0 }
    },
  },
  'paid out': {
    async before(player) {
      const { id } = await beginSession(player, 'pm_card_bypassPending')
      await player.call(confirmCompletion, { params: { id }, body: {} })
      await platform.untilClean()
      return { id }
    },
    async during(player, earlier) {
      const { id } = earlier as { id: string }
      const { person } = coach
      const key = `payout-${player.email}`
      const asked = await persist(() => person.call(createPayout, { body: { currency: 'EUR' }, key }))
      await until(async () => {
        const found = (await person.call(listPayouts, {})).items.find((payout) => payout.id === asked.id)
        if (found?.state !== 'pending') throw new Error(`the payout is ${found?.state}`)
      }, 60_000)
      return { id, state: 'released', refunded: 0 }
    },
  },
  given: {
    async during(player) {
      const id = await buyGift(player, `gift-${player.email}`, persist)
      return giveOn(id, player, player, persist) // whoever has the code: also who bought it
    },
  },
  'taken back': {
    before: async (player) => ({ id: await buyGift(player, `gift-${player.email}`, persist) }),
    during: (player, earlier) => takeBack(earlier?.id ?? '', player, persist),
  },
  compared: {
    async during(player) {
      await platform.simulator('/webhooks', { mode: 'dropped' })
      const { id } = await buy(player)
      await platform.forward(4)
      await platform.reconcile()
      return { id, state: 'confirmed', refunded: 0 }
    },
  },
}

/** Which of these leads past a place. */
function sceneOf(name: string): Scene {
  const [area = ''] = name.split(':')
  if (name === 'booking:released') return scenes.missed
  if (name === 'gift-card:redeemed') return scenes.given
  if (name === 'gift-card:withdrawn') return scenes['taken back']
  if (area === 'transfer') return scenes.released
  if (area === 'payout') return scenes['paid out']
  if (area === 'capture') return scenes.accepted
  if (area === 'cancel') return scenes.declined
  if (area === 'reversal') return scenes['charged back']
  if (area === 'reconcile') return scenes.compared
  return scenes.bought
}

describe.each(chosen)('$name, $fault, paid by $by', ({ name, fault, by }) => {
  it('ends clean', async () => {
    payWithFunds = by === 'funds'
    await platform.simulator('/webhooks', { mode: 'normal' })
    const player = await newPlayer({ hasPaid: name !== 'customer:made' })
    const scene = sceneOf(name)
    const earlier = await scene.before?.(player)
    const letHappen = await platform.arm(name, fault)
    const [expected] = await Promise.all([scene.during(player, earlier), letHappen()])
    await platform.untilClean()
    if ('refunded' in expected) await expectAsTold(player, expected)
    else expect(await platform.rows(`${foundGifts} and g.id = $1`, [expected.id])).toEqual([asFound(expected)])
  })
})

describe('a start that fails in a migration', () => {
  it('by a power cut is made good by the next', async () => {
    const database = await testDatabase('empty', async () => {})
    const fresh = { DATABASE_URL: database.url, FAILPOINTS: 'migration:applied' }
    await expect(allInOne(fresh)).rejects.toThrow('the platform ended at start')
    const running = await allInOne({ ...fresh, FAILPOINTS: '' })
    await running.stop()
    await database.drop()
  })
})

/** The booking, its money, and what its player was told say the same. */
async function expectAsTold(player: DemoPerson, { id, state, refunded }: BookingEnd) {
  const booking = await until(async () => {
    const found = await player.call(getBooking, { params: { id } })
    if (found.state !== state) throw new Error(`the booking is ${found.state}, not ${state}`)
    return found
  })
  const payment = await player.call(getBookingPayment, { params: { id } })
  expect(payment.refunded.amount).toBe(refunded)
  const subjects = await platform.mailSubjects(player.email)
  for (const earlier of toldBefore) subjects.splice(subjects.indexOf(earlier), 1)
  expect(subjects).toEqual([...new Set(subjects)])
  const wasBooked = booking.confirmedAt !== null
  expect(subjects.some((subject) => subject.startsWith('Confirmed'))).toBe(wasBooked)
}

/** Somebody who has credit, from a session that they paid by card; or who has never paid. */
async function newPlayer({ hasPaid }: { hasPaid: boolean }): Promise<DemoPerson> {
  players++
  const name = `Player ${players}`
  const player = await joinAsPlayer(platform.running, { email: `failpoint-${players}@example.com`, name, zone: 'UTC' })
  if (hasPaid) await earnCredit(lateCoach, player, platform.now())
  await platform.untilClean()
  toldBefore = await platform.mailSubjects(player.email)
  return player
}

/** Holds a time and pays for it, asking again until it is paid; `payWithFunds` with credit and a promo code too. */
async function buy(
  player: DemoPerson,
  offerId = coach.offerId,
  paymentMethodId = 'pm_card_visa',
  mayUseFunds = true,
): Promise<BookingRecord> {
  const body = { offerId, startsAt: await nextSlot(player, offerId) }
  const booking = await persist(() => player.call(createBooking, { body, key: `hold-${player.email}` }))
  const params = { id: booking.id }
  const funds = mayUseFunds && payWithFunds ? { useCredit: true, promoCode } : {}
  await until(async () => {
    // A new key each time: who was told that nothing was charged tries again.
    const key = crypto.randomUUID()
    const { state } = await player
      .call(payBooking, { params, body: { paymentMethodId, ...funds }, key })
      .catch(async (error: unknown) => {
        if (paymentsDown.is(error)) throw error
        return player.call(getBookingPayment, { params })
      })
    if (state !== 'succeeded' && state !== 'authorized') throw new Error(`the payment is ${state}`)
  }, 60_000)
  return booking
}

async function nextSlot(player: DemoPerson, offerId: string): Promise<string> {
  const [from, to] = [26, 74].map((hours) => new Date(platform.now() + hours * 3_600_000).toISOString())
  const query = { offerId, from: from as string, to: to as string }
  const { items } = await persist(() => player.call(listSlots, { params: { id: coach.id }, query }))
  return (items[0] as { startsAt: string }).startsAt
}

async function ask(player: DemoPerson): Promise<{ id: string }> {
  const { id } = await buy(player, requestOfferId)
  await untilState(player, id, 'requested')
  return { id }
}

/** Paid by card alone: the rest of the coach's share would be sent out of the platform's own money, and it has none here. */
async function beginSession(player: DemoPerson, paymentMethodId?: string): Promise<{ id: string }> {
  const { id, startsAt } = await buy(player, coach.offerId, paymentMethodId, false)
  await untilState(player, id, 'confirmed')
  await platform.forward(Math.ceil((Date.parse(startsAt) - platform.now()) / 60_000) + 1)
  await untilState(player, id, 'in_progress')
  return { id }
}

async function untilState(player: DemoPerson, id: string, state: string): Promise<void> {
  await until(async () => {
    const found = await player.call(getBooking, { params: { id } })
    if (found.state !== state) throw new Error(`the booking is ${found.state}, not ${state}`)
  }, 30_000)
}

/** Some of a list, by the seed. */
function sample<T>(list: readonly T[], count: number): T[] {
  const left = [...list]
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0 // Numerical Recipes' generator
    return state / 4_294_967_296
  }
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(Math.floor(next() * left.length), 1)[0] as T,
  )
}
