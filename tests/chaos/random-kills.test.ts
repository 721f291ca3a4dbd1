/**
 * `npm run chaos`: programs are killed at random while people book, pay and cancel at a steady pace. Whoever gets no answer
 * asks again with the same key, as a client should. When the killing ends, nothing that was acknowledged is lost, nothing
 * has happened twice, and every cent is where it belongs.
 */
import { type BookingRecord, cancelBooking, createBooking, tooManyHolds } from '@ecc/contracts/bookings'
import { ProblemError } from '@ecc/contracts/define'
import { type Payment, payBooking, paymentsDown } from '@ecc/contracts/payments'
import { promoUsedUp } from '@ecc/contracts/promo-terms'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type Crowd, gatherCrowd } from '../../apps/server/src/demo/crowd.ts'
import { type JoinedCoach, until } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { createFirstAdmin, hasNats } from '../modes/platforms.ts'
import { chanceOf } from '../year/chance.ts'
import { type Cluster, type Member, members, startCluster } from './cluster.ts'
import { earnCredit, makeCode } from './funds.ts'
import { asFound, buyGift, foundGifts, type Gift, giveOn, takeBack } from './gifts.ts'
import { refuseDifferences, refusePending, refuseUnsettled } from './soundness.ts'

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
const kills = Number(process.env['CHAOS_KILLS'] ?? 40)
const seconds = Number(process.env['CHAOS_SECONDS'] ?? 90)
const bookingsPerSecond = Number(process.env['CHAOS_RATE'] ?? 21)
const atLeastPerSecond = 20
/** On a machine that is the test's own; where others take the processor, as much longer as they take of it, at most four times. */
const recoverySeconds = 30
/** Mails, notices and the search index are behind for longer: more people came than two cores can tell everything of. */
const tellingSeconds = 120
const slotHours = 2
/**
 * In a short run everybody asks again until they are served. A long one asks for more than two cores can do beside starting
 * what was killed, and people leave after a minute, as people do; all that holds of them is that nothing is half done.
 */
const everybodyStays = seconds <= 120
/** How long a client asks again. As long as above, in the same way. */
const patienceMs = everybodyStays ? 240_000 : 60_000
/** Who gives something to a friend does not leave. */
const giversPatienceMs = 240_000 + seconds * 1_000
const mostTimesAsLong = 4
/** Thousands may be waiting on a slow machine: who asks again too soon keeps it from answering anybody. */
const longestWaitMs = 10_000
/** Now and then somebody gives another person a gift card, and every third takes it back. */
const secondsBetweenGifts = 4
/** How often a code may be used in all: less often than is wished. */
const codeUses = Math.ceil(seconds)

/** What one person wants, and what they were told. */
interface Wish {
  player: DemoPerson
  offerId: string
  startsAt: string
  next: 'let go' | 'pay' | 'cancel'
  /** Pays with credit, where they have some, and with the code, while it may be used. */
  withFunds: boolean
  key: string
  booking?: BookingRecord
  /** While programs were still killed. */
  bookedInTime?: boolean
  paid?: Payment
  cancelled?: boolean
  /** Went before there was an answer: what became of it is unknown to them. */
  left?: boolean
  refused?: string
}

const chance = chanceOf(seed)
const wishing = chanceOf(seed + 1)
const killed = new Map<Member, number>()
const wishes: Wish[] = []
let gifts: Gift[] = []
const refusedGifts: string[] = []
let cluster: Cluster
let admin: DemoPerson
let crowd: Crowd
/** Cancels on players too late, which gives them credit before it begins; nobody wishes for them. */
let late: JoinedCoach
let promoCode: string
let database: pg.Pool
let killing = true
let share = 1

beforeAll(async () => {
  if (!hasNats) return
  share = shareOfCore()
  const machine = `a busy program gets ${Math.round(share * 100)} % of a core`
  console.info(
    `chaos: ${kills} kills in ${seconds} s, ${bookingsPerSecond} bookings/s asked for, seed ${seed}; ${machine}`,
  )
  // As many requests at once as two cores answer within their time limits; the others are told to come again.
  cluster = await startCluster({ DATABASE_POOL_MAX: '10', LOG_LEVEL: 'warn', MAX_CONCURRENT_REQUESTS: '200' })
  await createFirstAdmin(cluster, { ...demoAdmin, password })
  admin = new DemoPerson(cluster.base, demoAdmin.email)
  await admin.signIn()
  // Times and players for all who come: a hold that its player has left lasts for ten minutes.
  const players = Math.max(40, Math.ceil(seconds / 2))
  crowd = await gatherCrowd(cluster.base, admin, { coaches: 17 + Math.ceil(seconds / 60), players })
  promoCode = await makeCode(admin, codeUses)
  late = crowd.coaches.pop() as JoinedCoach
  for (const { person } of crowd.players.slice(0, 10)) await earnCredit(late, person, Date.now())
  database = new pg.Pool({ connectionString: cluster.databaseUrl, max: 2 })
  database.on('error', () => {}) // it is killed too
}, 300_000)
afterAll(async () => {
  await database?.end()
  await cluster?.stop()
})

if (!hasNats) console.warn('SKIPPED: random kills need nats-server (scripts/setup-local-dev.sh installs it)')

describe.skipIf(!hasNats)(`${kills} kills at random`, () => {
  it('are lived through under load', { timeout: 2 * mostTimesAsLong * giversPatienceMs }, async () => {
    const startedAt = performance.now()
    const coming = comeSteadily()
    const giving = giveSteadily()
    await killAtRandom().finally(() => (killing = false))
    const killedForSeconds = (performance.now() - startedAt) / 1_000
    const comingRate = wishes.length / killedForSeconds
    const settled = await coming
    gifts = await giving
    const rate = wishes.filter(({ bookedInTime }) => bookedInTime).length / killedForSeconds
    const times = [...killed].map(([name, count]) => `${name} ${count}`)
    const counts = (['booking', 'paid', 'cancelled', 'left'] as const).map(
      (step) => wishes.filter((one) => one[step]).length,
    )
    console.info(
      `chaos: ${times.join(', ')} in ${killedForSeconds.toFixed(0)} s; ${comingRate.toFixed(1)} bookings/s asked for, ` +
        `${rate.toFixed(1)}/s acknowledged meanwhile; ${wishes.length} came, ${counts[0]} booked, ${counts[1]} paid, ${counts[2]} cancelled or let go, ${counts[3]} left; ${gifts.length} gift cards`,
    )
    expect(settled.map(({ refused }) => refused).filter(Boolean)).toEqual([])
    if (everybodyStays) expect(settled.filter(({ left }) => left)).toEqual([])
    expect(refusedGifts).toEqual([])
    expect(cluster.crashes).toEqual([])
    expect([...killed.values()].reduce((sum, count) => sum + count, 0)).toBe(kills)
    expect(comingRate).toBeGreaterThanOrEqual(atLeastPerSecond)
  })

  it(`leave nothing undone at the provider ${recoverySeconds} s later, and every cent where it belongs`, {
    timeout: 180_000,
  }, async () => {
    const startedAt = performance.now()
    await until(
      async () => {
        await refuseUnsettled(admin, rows)
        await refuseDifferences(rows)
      },
      asLongAs(recoverySeconds * 1_000),
    )
    console.info(`chaos: clean after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  })

  it(`leave nothing else undone, and nobody untold, ${tellingSeconds} s after that`, {
    timeout: 2 * mostTimesAsLong * tellingSeconds * 1_000,
  }, async () => {
    const startedAt = performance.now()
    await until(
      async () => {
        const undelivered = await cluster.undelivered()
        if (undelivered > 0) throw new Error(`the broker has ${undelivered} events that were not taken in`)
        await refusePending(admin, rows)
        await refuseDifferences(rows)
      },
      asLongAs(tellingSeconds * 1_000),
    )
    console.info(`chaos: all told after another ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  })

  it('lose nothing that was acknowledged, and do nothing twice', async () => {
    const found = new Map((await rows<Found>(foundBookings, [late.id])).map((row) => [row.id, row]))
    for (const wish of wishes.filter(({ booking }) => booking)) {
      const row = found.get(wish.booking?.id ?? '')
      found.delete(wish.booking?.id ?? '')
      const end = { id: row?.id, state: row?.state, charges: row?.charges, refunds: row?.refunds }
      expect(endsOf(wish)).toContainEqual(end)
    }
    // What is left over are holds whose players went before they heard of them.
    const unheard = wishes.filter(({ booking, left }) => left && !booking).length
    expect(found.size).toBeLessThanOrEqual(unheard)
    expect([...found.values()].filter(({ charges }) => charges > 0)).toEqual([])
    const inOrder = (list: { id: string }[]) => list.toSorted((a, b) => a.id.localeCompare(b.id))
    expect(gifts.length).toBeGreaterThan(0)
    expect(inOrder(await rows(foundGifts))).toEqual(inOrder(gifts.map(asFound)))
    expect(await rows(`select key, address from notification_service.mails group by 1, 2 having count(*) > 1`)).toEqual(
      [],
    )
  })
})

/** How much of a core a program gets that wants all of one, beside whatever else runs here. */
function shareOfCore(): number {
  const [startedAt, before] = [performance.now(), process.cpuUsage()]
  while (performance.now() - startedAt < 500);
  const { user, system } = process.cpuUsage(before)
  return Math.min((user + system) / 1_000 / (performance.now() - startedAt), 1)
}

/** So much time on a machine of one's own, as it takes on this one. */
const asLongAs = (ms: number) => Math.min(ms / share, ms * mostTimesAsLong)

/** How a wish may have ended: as its player was told, or, for one who left, in any way that is not half done. */
function endsOf({ booking, next, paid, cancelled, left }: Wish): Found[] {
  const end = (state: string, charges: number, refunds: number) => ({ id: booking?.id ?? '', state, charges, refunds })
  if (cancelled) return [end('cancelled', paid ? 1 : 0, paid ? 1 : 0)]
  if (!left) return [end('confirmed', 1, 0)]
  const unpaid = ['held', 'expired', 'cancelled'].map((state) => end(state, 0, 0))
  if (next === 'let go') return unpaid
  const asPaid = [end('confirmed', 1, 0), end('cancelled', 1, 1), end('expired', 1, 1)]
  return paid ? asPaid : [...unpaid, ...asPaid]
}

/** A booking as the database and the provider have it. */
interface Found {
  id: string
  state: string
  charges: number
  refunds: number
}

const foundBookings = `
  select b.id, b.state,
    (select count(*)::int from stripe_simulator.charges c where c.transfer_group = b.id::text and c.status = 'succeeded') as charges,
    (select count(*)::int from stripe_simulator.refunds r join stripe_simulator.charges c on c.id = r.charge_id
      where c.transfer_group = b.id::text) as refunds
  from session_service.bookings b where b.coach_id <> $1`

const rows = async <T extends object>(text: string, values: unknown[] = []) =>
  (await database.query<T>(text, values)).rows

/** People come at a steady pace while programs are killed, whatever becomes of those before them. */
async function comeSteadily(): Promise<Wish[]> {
  const settled: Promise<Wish>[] = []
  const startedAt = performance.now()
  for (let index = 0; killing; index++) {
    const wish = wishOf(index)
    wishes.push(wish)
    settled.push(live(wish))
    // timer: the pace at which people come; who is late because this process was busy comes at once
    await pause(Math.max(startedAt + ((index + 1) * 1_000) / bookingsPerSecond - performance.now(), 0))
  }
  return Promise.all(settled)
}

/** People give one another gift cards while programs are killed; who has one under way orders the next when that is done. */
async function giveSteadily(): Promise<Gift[]> {
  const given: Promise<void>[] = []
  const done: Gift[] = []
  for (let index = 0; killing; index++) {
    const people = crowd.players.length
    const buyer = crowd.players[index % people]?.person as DemoPerson
    const redeemer = crowd.players[(index + Math.floor(people / 2)) % people]?.person as DemoPerson
    const before = given[index - people]
    const give = async () => {
      await before
      const id = await buyGift(buyer, `gift-${seed}-${index}`, persist)
      done.push(await (index % 3 === 2 ? takeBack(id, buyer, persist) : giveOn(id, buyer, redeemer, persist)))
    }
    given.push(give().catch((error: unknown) => void refusedGifts.push(String(error))))
    // timer: the pace at which people give
    await pause(secondsBetweenGifts * 1_000)
  }
  await Promise.all(given)
  return done
}

/** Neighbours in the list never want the same coach, the same player, or the same hour of either. */
function wishOf(index: number): Wish {
  const tomorrow = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 86_400_000
  return {
    player: crowd.players[index % crowd.players.length]?.person as DemoPerson,
    offerId: crowd.coaches[index % crowd.coaches.length]?.offerId as string,
    startsAt: new Date(tomorrow + Math.floor(index / crowd.coaches.length) * slotHours * 3_600_000).toISOString(),
    next: wishing.weighted({ 'let go': 40, pay: 45, cancel: 15 }),
    withFunds: index % 3 === 0,
    key: `wish-${seed}-${index}`,
  }
}

/** Holds, pays, lets go or cancels as wished; an answer that does not fit is kept in `refused`. */
async function live(wish: Wish): Promise<Wish> {
  const { player, offerId, startsAt, key } = wish
  try {
    wish.booking = await insist(() => player.call(createBooking, { body: { offerId, startsAt }, key }))
    wish.bookedInTime = killing
    if (wish.next !== 'let go') wish.paid = await pay(wish)
    if (wish.next === 'pay') return wish
    const params = { id: wish.booking.id }
    await insist(() => player.call(cancelBooking, { params, body: {}, key: `${key}-cancel` }))
    wish.cancelled = true
  } catch (error) {
    if (error instanceof NotServed) wish.left = true
    else wish.refused = `${startsAt}: ${error instanceof ProblemError ? JSON.stringify(error.toJSON()) : String(error)}`
  }
  return wish
}

/** With the same key until it is paid; who was told that nothing was charged yet, or that it takes time, waits and asks again. */
async function pay({ player, booking, key, withFunds }: Wish): Promise<Payment> {
  const params = { id: booking?.id ?? '' }
  const card = { paymentMethodId: 'pm_card_visa', useCredit: withFunds }
  const ask = (body: object, again: string) =>
    insist(async () => {
      const payment = await player.call(payBooking, { params, body, key: again })
      if (payment.state !== 'succeeded') throw paymentsDown(`it is ${payment.state}`)
      return payment
    })
  if (!withFunds) return ask(card, `${key}-pay`)
  return ask({ ...card, promoCode }, `${key}-pay`).catch((error: unknown) => {
    if (!promoUsedUp.is(error)) throw error
    return ask(card, `${key}-pay-without-code`)
  })
}

/** There was no answer for as long as a client had patience. */
class NotServed extends Error {}

/**
 * Asks until there is an answer: a reply, or a problem that is neither about failing programs nor about what one has under
 * way. Throws that problem, or NotServed.
 */
async function insist<T>(ask: () => Promise<T>, patience = patienceMs): Promise<T> {
  const giveUpAt = Date.now() + asLongAs(patience)
  for (let waitMs = 200; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await ask()
    } catch (error) {
      const isFinal = error instanceof ProblemError && error.status < 500 && error.status !== 429
      if (isFinal && !tooManyHolds.is(error)) throw error
      if (Date.now() > giveUpAt) throw new NotServed(String(error), { cause: error })
      // timer: a client's patience between two tries
      await pause(waitMs * (0.5 + Math.random()))
    }
  }
}

const persist = <T>(ask: () => Promise<T>) => insist(ask, giversPatienceMs)

/** One after the other, each while the ones before are on their way back; what is chosen and when follows from the seed. */
async function killAtRandom(): Promise<void> {
  const startedAt = performance.now()
  const restarts = new Set<Promise<void>>()
  const down = new Set<Member>()
  const lost: unknown[] = []
  for (let kill = 0; kill < kills; kill++) {
    // timer: when the power fails next
    await pause(Math.max(startedAt + ((kill + 0.5) * seconds * 1_000) / kills - performance.now(), 0))
    while (down.size === members.length && lost.length === 0) await Promise.race(restarts)
    if (lost.length > 0) break
    const member = chance.pick(members.filter((one) => !down.has(one)))
    killed.set(member, (killed.get(member) ?? 0) + 1)
    down.add(member)
    const restart = cluster
      .kill(member)
      .then(
        () => void down.delete(member),
        (error: unknown) => void lost.push(error),
      )
      .finally(() => restarts.delete(restart))
    restarts.add(restart)
  }
  // timer: until the end of what was asked for
  await pause(Math.max(startedAt + seconds * 1_000 - performance.now(), 0))
  await Promise.all(restarts)
  if (lost.length > 0) throw lost[0]
}

// timer: see where it is used
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
