/** The payment provider is away for ten minutes: what does not need it goes on, people are told the truth, and then all is made good. */
import { type BookingRecord, cancelBooking, createBooking, getBooking } from '@ecc/contracts/bookings'
import { listGames, listSlots, searchCoaches } from '@ecc/contracts/coaches'
import { getBookingPayment, getLedgerProof, payBooking, paymentsDown } from '@ecc/contracts/payments'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type JoinedCoach, joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { allInOne, createFirstAdmin } from '../modes/platforms.ts'
import { FailingPlatform } from './failing-platform.ts'

const awayMinutes = 10
const recoverySeconds = 60

let platform: FailingPlatform
let coach: JoinedCoach
let players: DemoPerson[]

beforeAll(async () => {
  const running = await allInOne()
  await createFirstAdmin(running, { ...demoAdmin, password })
  const admin = new DemoPerson(running.base, demoAdmin.email)
  await admin.signIn()
  platform = new FailingPlatform(running, admin)
  const [details] = demoCoaches as [(typeof demoCoaches)[number]]
  coach = await joinAsCoach({ base: running.base, admin, games: (await admin.call(listGames)).items }, details)
  players = []
  for (let i = 0; i <= awayMinutes; i++)
    players.push(await joinAsPlayer(running, { email: `outage-${i}@example.com`, name: `Player ${i}`, zone: 'UTC' }))
})
afterAll(() => platform?.stop())

it(`browsing and holds go on, and all is made good within ${recoverySeconds} s`, async () => {
  const [early, ...late] = players as [DemoPerson, ...DemoPerson[]]
  const paid = await hold(early)
  await pay(early, paid)

  await platform.simulator('/faults', { kind: 'outage' })
  await early.call(cancelBooking, { params: { id: paid.id }, body: {} })
  const held: { player: DemoPerson; booking: BookingRecord }[] = []
  for (const player of late) {
    expect((await player.call(searchCoaches, { query: {} })).items).not.toHaveLength(0)
    const booking = await hold(player)
    held.push({ player, booking })
    await expect(pay(player, booking)).rejects.toSatisfy(paymentsDown.is)
    await platform.forward(1)
  }
  expect(await refundedOf(early, paid)).toBe(0)
  expect(await early.call(getBooking, { params: { id: paid.id } })).toMatchObject({ state: 'cancelled' })
  for (const { player, booking } of held.slice(-5))
    expect(await player.call(getBooking, { params: { id: booking.id } })).toMatchObject({ state: 'held' })

  await fetch(`${platform.running.simulatorUrl}/_sim/faults`, { method: 'DELETE' })
  const back = platform.now()
  await expect.poll(pending, { timeout: recoverySeconds * 1_000 }).toBe(0)
  const tookSeconds = Math.ceil((platform.now() - back) / 1_000)
  console.info(`${awayMinutes} min without the provider; ${tookSeconds} s after its return nothing was left to do`)
  expect(tookSeconds).toBeLessThanOrEqual(recoverySeconds)
  expect(await refundedOf(early, paid)).toBe(paid.price.amount)
  for (const { player, booking } of held.slice(-5))
    expect(await pay(player, booking)).toMatchObject({ state: 'succeeded', amount: booking.price })
  await platform.untilClean()
})

async function hold(player: DemoPerson): Promise<BookingRecord> {
  const [from, to] = [26, 74].map((hours) => new Date(platform.now() + hours * 3_600_000).toISOString())
  const query = { offerId: coach.offerId, from: from as string, to: to as string }
  const { items } = await player.call(listSlots, { params: { id: coach.id }, query })
  const { startsAt } = items[0] as { startsAt: string }
  return player.call(createBooking, { body: { offerId: coach.offerId, startsAt } })
}

const pay = (player: DemoPerson, { id }: BookingRecord) =>
  player.call(payBooking, { params: { id }, body: { paymentMethodId: 'pm_card_visa' } })

const refundedOf = async (player: DemoPerson, { id }: BookingRecord) =>
  (await player.call(getBookingPayment, { params: { id } })).refunded.amount

const pending = async () => (await platform.admin.call(getLedgerProof)).pendingOperations
