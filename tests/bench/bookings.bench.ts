/** POST /bookings from socket to commit, against its SQL statements alone, sent by a bare client to the same database. */
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@ecc/kit/local-programs'
import type pg from 'pg'
import type { BookingGround } from './bookings-server.ts'
import { bareBooking, openBare, type Wish } from './bookings-statements.ts'
import { compared, cpuMsOf, type Figure, familyOf, inTurn, type Program, startProgram } from './measure.ts'

const concurrency = 16
const coaches = 16
const players = 40
const slotHours = 2

interface Round {
  bookingsPerSecond: number
  p99Ms: number
  cpuMs: number
}

/**
 * Bookings a second of sixteen players at once. The target is for the request alone, since the baseline's statements are
 * those of the request; what follows from it in other services (busy times, search, notices) is measured beside it.
 */
export async function benchBookings({ short }: { short: boolean }): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecc-bench-'))
  try {
    const numbers = [coaches, players, await freePort(), await freePort()].map(String)
    const server = await startProgram<BookingGround>('bookings-server.ts', [dataDir, ...numbers])
    try {
      return await measure(server, { rounds: short ? 3 : 5, bookings: short ? 240 : 640 })
    } finally {
      await server.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure(
  server: Program<BookingGround>,
  { rounds, bookings }: { rounds: number; bookings: number },
): Promise<Figure[]> {
  const wishes = plan(server.ready, bookings)
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const open = () => openBare(server.ready.databaseUrl)
  const [admin, clients] = [await open(), await Promise.all(Array.from({ length: concurrency }, open))]
  const bookOurs = () => bookAll(wishes, server, (wish) => post(server.ready.base, agent, wish))
  const bookBare = () => bookAll(wishes, server, (wish, worker) => bareBooking(clients[worker] as pg.Client, wish))
  try {
    const measured = await inTurn(rounds, {
      baseline: () => inStillness(admin, server.process, bookBare),
      ours: () => untold(admin, bookOurs),
      told: () => told(admin, bookOurs),
    })
    const followed = measured.map(({ baseline, told: ours }) => ({ baseline, ours }))
    return [
      compared({ ...about('bookings', '/s'), target: { of: 'ratio', atLeast: 0.5 } }, measured, rateOf),
      compared(about('99 % answered within', 'ms'), measured, ({ p99Ms }) => p99Ms),
      compared(about('CPU per booking of client, server and database', 'ms'), measured, ({ cpuMs }) => cpuMs),
      compared(about('bookings while other services follow them', '/s'), followed, rateOf),
    ]
  } finally {
    agent.destroy()
    await Promise.all([admin, ...clients].map((client) => client.end()))
  }
}

const about = (name: string, unit: string) => ({ bench: 'bookings', name, unit })
const rateOf = ({ bookingsPerSecond }: Round) => bookingsPerSecond

/** The server sleeps meanwhile: it would hear of the baseline's bookings too, and do its share of work for them. */
async function inStillness(admin: pg.Client, server: ChildProcess, book: () => Promise<Round>): Promise<Round> {
  await clear(admin)
  server.kill('SIGSTOP')
  const round = await book()
  await clear(admin)
  server.kill('SIGCONT')
  return round
}

/** Nobody is told of the bookings, as if another process published the events: that one's lock is held here. */
async function untold(admin: pg.Client, book: () => Promise<Round>): Promise<Round> {
  await clear(admin)
  await admin.query(`select pg_advisory_lock(hashtext('session_service.outbox'))`)
  const round = await book()
  await clear(admin)
  await admin.query(`select pg_advisory_unlock(hashtext('session_service.outbox'))`)
  return round
}

async function told(admin: pg.Client, book: () => Promise<Round>): Promise<Round> {
  await clear(admin)
  const round = await book()
  await untilTold(admin)
  return round
}

/** Who books whom and when: everyone at another time, and neighbours in the list never the same coach or player. */
function plan({ offers, players: people }: BookingGround, count: number): Wish[] {
  const tomorrow = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 86_400_000
  return Array.from({ length: count }, (_, index) => ({
    player: people[index % people.length] as Wish['player'],
    offer: offers[index % offers.length] as Wish['offer'],
    startsAt: new Date(tomorrow + Math.floor(index / offers.length) * slotHours * 3_600_000).toISOString(),
  }))
}

async function bookAll(
  wishes: readonly Wish[],
  server: Program<unknown>,
  book: (wish: Wish, worker: number) => Promise<void>,
): Promise<Round> {
  const pids = () => [process.pid, ...familyOf(server.process.pid as number)]
  const waiting = wishes.values()
  const times: number[] = []
  const cpuBefore = cpuMsOf(pids())
  const startedAt = performance.now()
  const work = async (worker: number) => {
    for (const wish of waiting) {
      const begunAt = performance.now()
      await book(wish, worker)
      times.push(performance.now() - begunAt)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)))
  const seconds = (performance.now() - startedAt) / 1000
  return {
    bookingsPerSecond: wishes.length / seconds,
    p99Ms: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] as number,
    cpuMs: (cpuMsOf(pids()) - cpuBefore) / wishes.length,
  }
}

function post(base: string, agent: Agent, { player, offer, startsAt }: Wish): Promise<void> {
  const body = JSON.stringify({ offerId: offer.id, startsAt })
  const headers = {
    authorization: `Bearer ${player.token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}/api/v1/bookings`, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () =>
        response.statusCode === 201 ? resolve() : reject(new Error(`a booking was answered ${text}`)),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Every round begins with the same empty calendar, and with nothing left to tell. */
async function clear(client: pg.Client): Promise<void> {
  await client.query('update outbox set published_at = now() where published_at is null')
  await client.query('truncate bookings, booking_history, busy cascade')
}

/** Waits until the other services have heard of the bookings, so that they do not work into the next round. */
async function untilTold(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select from outbox where published_at is null limit 1')
    if (rows.length === 0) return
    // timer: a started program is polled
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
