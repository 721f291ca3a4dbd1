/**
 * A session held, paid and confirmed, from socket to commit, beside pgbench, which sends the services' very same SQL statements
 * with the same values to the same database. What the provider does for it is on our side alone.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram, freePort } from '@ecc/kit/local-programs'
import pg from 'pg'
import type { BookingGround } from './bookings-server.ts'
import { compared, type Figure, inTurn, median, type Program, startProgram } from './measure.ts'
import { type Replay, replayOf } from './replay-script.ts'
import type { Recording } from './statement-recorder.ts'

const clients = 8
const coaches = 16
const players = 40
const slotHours = 2

/** Who pays for which time. */
interface Wish {
  id: string
  token: string
  offerId: string
  startsAt: string
}

interface Round {
  perSecond: number
  /** How long each took; pgbench does not tell. */
  timesMs: number[]
}

/** Sessions booked and paid a second by eight players at once, and how long one waits for each of the two answers. */
export async function benchBookAndPay({ short }: { short: boolean }): Promise<Figure[]> {
  const pgbench = findProgram('pgbench')
  if (!pgbench) {
    console.log('SKIPPED: book-and-pay needs pgbench, which is not here (Debian: postgresql-contrib)')
    return []
  }
  const folder = await mkdtemp(join(tmpdir(), 'ecc-bench-'))
  const simulatorPort = await freePort()
  const numbers = [coaches, players, await freePort(), simulatorPort].map(String)
  const server = await startProgram<BookingGround>('bookings-server.ts', [folder, ...numbers])
  const database = new pg.Client({ connectionString: server.ready.databaseUrl })
  await database.connect()
  try {
    const ground: Ground = { server, database, folder, pgbench, simulatorUrl: `http://127.0.0.1:${simulatorPort}` }
    return await measure(ground, short ? { rounds: 3, lives: 80 } : { rounds: 7, lives: 320 })
  } finally {
    await database.end()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Ground {
  server: Program<BookingGround>
  database: pg.Client
  folder: string
  pgbench: string
  simulatorUrl: string
}

async function measure(ground: Ground, { rounds, lives }: { rounds: number; lives: number }): Promise<Figure[]> {
  const wishes = plan(ground.server.ready, lives)
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const live = (wish: Wish) => bookAndPay(ground.server.ready.base, agent, wish)
  try {
    await untold(ground, () => everybody(wishes, live, clients)) // every player is known to the provider from now on
    const replay = replayOf(await recorded(ground, wishes, live), clients)
    await keep(ground, replay)
    const measured = await inTurn(rounds, {
      baseline: () => inStillness(ground, () => byPgbench(ground, replay)),
      ours: () => untold(ground, () => everybody(wishes, live, clients)),
      told: () => told(ground, () => everybody(wishes, live, clients)),
    })
    const followed = measured.map(({ baseline, told: ours }) => ({ baseline, ours }))
    const times = measured.flatMap(({ ours }) => ours.timesMs).toSorted((a, b) => a - b)
    return [
      compared({ ...about('booked and paid', '/s') }, measured, rateOf),
      compared(about('booked and paid while other services follow', '/s'), followed, rateOf),
      { ...about('half of them within', 'ms'), ours: median(times) },
      { ...about('99 % of them within', 'ms'), ours: times[Math.floor(times.length * 0.99)] ?? 0 },
    ]
  } finally {
    agent.destroy()
  }
}

const about = (name: string, unit: string) => ({ bench: 'book-and-pay', name, unit })
const rateOf = ({ perSecond }: Round) => perSecond

/** Everyone at another time, and neighbours in the list never the same coach or player. */
function plan({ offers, players: people }: BookingGround, count: number): Wish[] {
  const tomorrow = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 86_400_000
  return Array.from({ length: count }, (_, index) => ({
    id: `life-${index}`,
    token: people[index % people.length]?.token ?? '',
    offerId: offers[index % offers.length]?.id ?? '',
    startsAt: new Date(tomorrow + Math.floor(index / offers.length) * slotHours * 3_600_000).toISOString(),
  }))
}

/** What the services send for each of these lives, one after the other. */
async function recorded(ground: Ground, wishes: readonly Wish[], live: (wish: Wish) => Promise<void>) {
  const { process: server } = ground.server
  server.send({ record: true })
  await untold(ground, () => everybody(wishes, live, 1))
  const recording = new Promise<Recording>((resolve) =>
    server.once('message', (message) => resolve(message as Recording)),
  )
  server.send({ record: false })
  const sent = await recording
  return wishes.map(({ id }) => sent[id] ?? [])
}

/** Keeps the values where pgbench reads them. */
async function keep({ database, folder }: Ground, { script, columns, rows }: Replay): Promise<void> {
  await database.query('drop schema if exists bench cascade; create schema bench')
  await database.query(
    `create table bench.lives (n int primary key, ${columns.map((name) => `${name} text`).join(', ')})`,
  )
  for (const [n, row] of rows.entries())
    await database.query(`insert into bench.lives values ($1, ${row.map((_, index) => `$${index + 2}`).join(', ')})`, [
      n,
      ...row,
    ])
  await database.query('vacuum analyze bench.lives')
  await writeFile(join(folder, 'book-and-pay.sql'), script)
}

async function byPgbench({ server, folder, pgbench }: Ground, { rows }: Replay): Promise<Round> {
  const perClient = Math.floor(rows.length / clients)
  const count = ['--client', clients, '--jobs', 1, '--transactions', perClient, '--define', 'i=0'].map(String)
  const args = ['--no-vacuum', '--protocol', 'prepared', '--file', join(folder, 'book-and-pay.sql'), ...count]
  const env = { ...process.env, PGOPTIONS: '-c timezone=UTC' }
  const { stdout } = await promisify(execFile)(pgbench, [...args, server.ready.databaseUrl], { env })
  const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  if (!(perSecond > 0)) throw new Error(`pgbench told no rate:\n${stdout}`)
  return { perSecond, timesMs: [] }
}

async function everybody(wishes: readonly Wish[], live: (wish: Wish) => Promise<void>, atOnce: number): Promise<Round> {
  const waiting = wishes.values()
  const timesMs: number[] = []
  const startedAt = performance.now()
  const work = async () => {
    for (const wish of waiting) {
      const begunAt = performance.now()
      await live(wish)
      timesMs.push(performance.now() - begunAt)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { perSecond: (wishes.length * 1_000) / (performance.now() - startedAt), timesMs }
}

async function bookAndPay(base: string, agent: Agent, { id, token, offerId, startsAt }: Wish): Promise<void> {
  const post = (path: string, body: object) => postJson(agent, `${base}/api/v1${path}`, { id, token, body })
  const booking = await post('/bookings', { offerId, startsAt })
  const { state } = await post(`/bookings/${String(booking['id'])}/pay`, { paymentMethodId: 'pm_card_visa' })
  if (state !== 'succeeded') throw new Error(`a payment is ${String(state)}`)
}

function postJson(agent: Agent, url: string, { id, token, body }: { id: string; token: string; body: object }) {
  const text = JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-request-id': id,
    'idempotency-key': crypto.randomUUID(),
  }
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
      let answer = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
      response.on('end', () =>
        response.statusCode === 201 || response.statusCode === 200
          ? resolve(JSON.parse(answer) as Record<string, unknown>)
          : reject(new Error(`${url} was answered ${answer}`)),
      )
    })
    request.on('error', reject)
    request.end(text)
  })
}

const relays = ['session_service', 'payment_service']

/** Nobody is told, as if another process published the events, whose lock is held here; nor does the provider tell us. */
async function untold(ground: Ground, live: () => Promise<Round>): Promise<Round> {
  const { database } = ground
  await webhooks(ground, 'paused')
  for (const schema of relays) await database.query(`select pg_advisory_lock(hashtext($1))`, [`${schema}.outbox`])
  const round = await live()
  await clear(ground)
  for (const schema of relays) await database.query(`select pg_advisory_unlock(hashtext($1))`, [`${schema}.outbox`])
  return round
}

/** The server sleeps meanwhile: what is sent again has jobs, which it would do at once, since their time is over. */
async function inStillness(ground: Ground, live: () => Promise<Round>): Promise<Round> {
  const { process: server } = ground.server
  server.kill('SIGSTOP')
  const round = await live()
  await clear(ground)
  server.kill('SIGCONT')
  return round
}

async function told(ground: Ground, live: () => Promise<Round>): Promise<Round> {
  await webhooks(ground, 'normal')
  const round = await live()
  await untilTold(ground)
  await clear(ground)
  return round
}

async function webhooks({ simulatorUrl }: Ground, mode: 'normal' | 'paused'): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${simulatorUrl}/_sim/webhooks`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ mode }),
  })
  if (!response.ok) throw new Error(`the simulator answered ${response.status}`)
}

/** Every round begins with an empty calendar and an empty ledger, whose refusal to forget is off meanwhile. */
async function clear({ database }: Ground): Promise<void> {
  await database.query(`
    set session_replication_role = replica;
    truncate session_service.outbox, payment_service.outbox, session_service.bookings, session_service.booking_history, coach_service.busy, payment_service.payments,
      payment_service.escrows, payment_service.answered_requests, session_service.answered_requests cascade;
    truncate payment_service_ledger.transactions, payment_service_ledger.accounts, payment_service_ledger.documents,
      payment_service_ledger.document_counters cascade;
    update stripe_simulator.events set delivery = 'delivered' where delivery = 'pending';
    delete from jobs._private_jobs using jobs._private_tasks tasks
      where tasks.id = task_id and locked_at is null and identifier ~ '/(run-operation|expire-hold|start-session)$';
    set session_replication_role = origin`)
}

/** Waits until all have heard of everything, so that they do not work into the next round. */
async function untilTold({ database }: Ground): Promise<void> {
  for (;;) {
    const { rows } = await database.query(`
      select from session_service.outbox where published_at is null
      union all select from payment_service.outbox where published_at is null
      union all select from stripe_simulator.events where delivery = 'pending' limit 1`)
    if (rows.length === 0) return
    // timer: a started program is polled
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
