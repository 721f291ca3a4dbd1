/** Power cuts: the process is killed in the middle of bookings and payments, started again, and must owe nobody anything. */
import { createBooking, getBooking } from '@ecc/contracts/bookings'
import { listGames, listSlots } from '@ecc/contracts/coaches'
import { getBookingPayment, getLedgerProof, payBooking } from '@ecc/contracts/payments'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type JoinedCoach, joinAsCoach, joinAsPlayer, until } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { allInOne, createFirstAdmin, type RunningPlatform } from '../modes/platforms.ts'
import { freeSlots } from '../modes/scenarios.ts'

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
const rounds = Number(process.env['CHAOS_ROUNDS'] ?? 3)
const buyers = 6
const holdMinutes = 15
const random = mulberry(seed)

let platform: RunningPlatform
let admin: DemoPerson
let coach: JoinedCoach
let players: DemoPerson[]
let slots: string[]
const held: { id: string; startsAt: string; player: DemoPerson }[] = []
const paid: { id: string; player: DemoPerson }[] = []

beforeAll(async () => {
  console.info(`chaos seed ${seed}`)
  platform = await allInOne()
  await createFirstAdmin(platform, { ...demoAdmin, password })
  admin = new DemoPerson(platform.base, demoAdmin.email)
  await admin.signIn()
  const ground = { base: platform.base, admin, games: (await admin.call(listGames)).items }
  const [details] = demoCoaches as [(typeof demoCoaches)[number]]
  coach = await joinAsCoach(ground, details)
  players = []
  for (let i = 0; i < buyers; i++)
    players.push(await joinAsPlayer(ground, { email: `buyer-${i}@example.com`, name: `Buyer ${i}`, zone: 'UTC' }))
  slots = await freeSlots(coach, players[0] as DemoPerson)
})
afterAll(() => platform?.stop())

/** Books and pays until the connection breaks; remembers only what was acknowledged. */
async function buy(player: DemoPerson): Promise<void> {
  try {
    for (;;) {
      const startsAt = slots.shift()
      if (!startsAt) return
      const booking = await player.call(createBooking, { body: { offerId: coach.offerId, startsAt } })
      held.push({ id: booking.id, startsAt, player })
      const payment = await player.call(payBooking, {
        params: { id: booking.id },
        body: { paymentMethodId: 'pm_card_visa' },
      })
      if (payment.state === 'succeeded') paid.push({ id: booking.id, player })
    }
  } catch (error) {
    // The process is gone: what was not acknowledged may or may not have happened. Anything else is a fault.
    const gone = error instanceof TypeError || error instanceof SyntaxError
    if (!gone) throw error
  }
}

describe('kill -9 in the middle of bookings and payments', () => {
  it.each(Array.from({ length: rounds }, (_, i) => i + 1))(
    'round %i: nothing acknowledged is lost, and the ledger equals the provider',
    async (round) => {
      const paidBefore = paid.length
      const buying = Promise.all(players.map(buy))
      await Promise.race([until(() => somebodyPaidSince(paidBefore)), buying])
      // timer: when the power fails, by the seed
      await new Promise((resolve) => setTimeout(resolve, random() * 900))
      await platform.killAndRestart()
      // A new process begins at the machine's time: go past every hold and lease of the rounds before.
      await forwardClock(round * (holdMinutes + 1))
      await buying
      for (const { id, player } of held) expect((await player.call(getBooking, { params: { id } })).id).toBe(id)
      for (const { id, player } of paid)
        expect(await player.call(getBooking, { params: { id } })).toMatchObject({ state: 'confirmed' })
      await expect
        .poll(() => ledger(), { timeout: 60_000, interval: 250 })
        .toEqual({ balanced: true, equal: true, pending: 0 })
    },
  )

  it('no slot stays blocked beyond its hold, and what was captured is confirmed or goes back', async () => {
    for (const { id, player } of held) {
      const state = await until(async () => {
        const booking = await player.call(getBooking, { params: { id } })
        if (booking.state === 'held') throw new Error('still held')
        return booking.state
      })
      if (state === 'confirmed')
        expect(await player.call(getBookingPayment, { params: { id } })).toMatchObject({ state: 'succeeded' })
    }
    const lapsed = await Promise.all(
      held.map(async (hold) => ({
        ...hold,
        state: (await hold.player.call(getBooking, { params: { id: hold.id } })).state,
      })),
    )
    const expired = lapsed.filter(({ state }) => state === 'expired')
    for (const { startsAt, player } of expired) {
      const query = {
        offerId: coach.offerId,
        from: startsAt,
        to: new Date(Date.parse(startsAt) + 60_000).toISOString(),
      }
      await until(async () => {
        const { items } = await player.call(listSlots, { params: { id: coach.id }, query })
        if (items.length === 0) throw new Error(`${startsAt} is still blocked`)
      })
    }
    await expect
      .poll(() => ledger(), { timeout: 60_000, interval: 250 })
      .toEqual({ balanced: true, equal: true, pending: 0 })
    expect(paid.length).toBeGreaterThan(0)
  })
})

async function somebodyPaidSince(before: number): Promise<void> {
  if (paid.length === before) throw new Error('nobody has paid yet')
}

async function forwardClock(forwardMinutes: number): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${platform.base}/dev/clock`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ forwardMinutes }),
  })
  expect(response.status).toBe(200)
}

async function ledger() {
  const proof = await admin.call(getLedgerProof)
  const equal = proof.currencies.every(({ psp, providerBalance, sum }) => psp === providerBalance && sum === 0)
  return { balanced: proof.balanced, equal, pending: proof.pendingOperations }
}

/** Mulberry32 by Tommy Ettinger (public domain): a small seeded generator, so that a failing run can be repeated. */
function mulberry(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
