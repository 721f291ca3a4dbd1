/** A platform that fails where it is told to, and what must be true of it when the fault is over. */
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { ProblemError } from '@ecc/contracts/define'
import { openRoom } from '@ecc/contracts/video'
import pg from 'pg'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { until } from '../../apps/server/src/demo/joining.ts'
import type { RunningPlatform } from '../modes/platforms.ts'
import { refuseDifferences, refusePending } from './soundness.ts'

const root = join(import.meta.dirname, '../..')

/** What happens at a failpoint: the power fails; the work stands still beyond its lease; every database connection is cut; its reply is lost. */
export const faults = ['kill', 'pause', 'cut', 'lose'] as const
export type Fault = (typeof faults)[number]

/** The names of all failpoints there are, from the sources. */
export async function failpoints(): Promise<string[]> {
  const names = new Set<string>()
  for await (const file of glob('{packages,services}/*/src/**/*.ts', { cwd: root }))
    for (const [, name = ''] of readFileSync(join(root, file), 'utf8').matchAll(/await failpoint\('([^']+)'\)/g))
      names.add(name)
  return [...names].toSorted()
}

/** A platform with a hand on its clock, its failpoints and its database. */
export class FailingPlatform {
  readonly running: RunningPlatform
  readonly admin: DemoPerson
  readonly #database: pg.Pool
  #offsetMs = 0

  constructor(running: RunningPlatform, admin: DemoPerson) {
    this.running = running
    this.admin = admin
    this.#database = new pg.Pool({ connectionString: running.databaseUrl, max: 2 })
    this.#database.on('error', () => {}) // a cut is what some tests are for
  }

  /** Moves the clock, and what waits for it. */
  async forward(minutes: number): Promise<void> {
    await until(async () => {
      const response = await fetch(`${this.running.base}/dev/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ forwardMinutes: minutes }),
      })
      if (!response.ok) throw new Error(`the clock answered ${response.status}`)
    })
    this.#offsetMs += minutes * 60_000
  }

  /** What time the platform has. */
  now(): number {
    return Date.now() + this.#offsetMs
  }

  /** Tells the payment simulator what only the world outside decides. */
  async simulator<T = unknown>(path: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json' }
    const request = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await fetch(`${this.running.simulatorUrl}/_sim${path}`, request)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  /** Somebody is in the room of a session for some minutes. */
  async stayInRoom(person: DemoPerson, bookingId: string, minutes: number): Promise<void> {
    const { ticket } = await person.call(openRoom, { params: { id: bookingId }, body: {} })
    const socket = new WebSocket(`${this.running.base.replace('http', 'ws')}/rtc`, 'ecc')
    const next = (kind: string) => new Promise((resolve) => socket.addEventListener(kind, resolve, { once: true }))
    await next('open')
    socket.send(JSON.stringify({ type: 'join', ticket }))
    await next('message')
    await this.forward(minutes)
    socket.close()
    await next('close')
  }

  /** The bank takes a booking's payment back, and the dispute is lost. */
  async chargeBack(bookingId: string): Promise<void> {
    const [charge] = await this.rows<{ id: string }>(
      `select id from stripe_simulator.charges where transfer_group = $1 and status = 'succeeded'`,
      [bookingId],
    )
    const { id } = await this.simulator<{ id: string }>('/disputes', { charge: charge?.id })
    await this.simulator(`/disputes/${id}/close`, { outcome: 'lost' })
  }

  /** Has the ledger compared with the provider now. */
  async reconcile(): Promise<void> {
    await this.rows(`select jobs.add_job('payment-service/reconcile-ledger', '{}')`)
  }

  /** The subjects of all mails to an address. */
  async mailSubjects(email: string): Promise<string[]> {
    const response = await fetch(`${this.running.base}/dev/mailbox?as=json&to=${encodeURIComponent(email)}`)
    return ((await response.json()) as { subject: string }[]).map(({ subject }) => subject)
  }

  /** Rows of the database, past every service. */
  async rows<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#database.query<T>(text, values)).rows
  }

  /** Arms a failpoint; answers how to let the fault happen, and what comes after it. Rejects when it is not met in time. */
  async arm(name: string, fault: Fault): Promise<() => Promise<void>> {
    const child = this.running.process()
    const told = Promise.withResolvers<void>()
    const met = Promise.withResolvers<void>()
    child.on('message', (message: { armed?: string; stoppedAt?: string }) => {
      if (message.armed === name) told.resolve()
      if (message.stoppedAt === name) met.resolve()
    })
    child.once('exit', () => met.resolve())
    child.send({ failpoint: name, fault: fault === 'kill' ? 'kill' : 'stop' })
    await told.promise
    return async () => {
      await within(met.promise, 30_000, `${name} was never met`).catch(async (error: unknown) => {
        await this.running.restart(this.#offsetMs) // and so is armed no more
        throw error
      })
      if (fault === 'kill') return this.running.restart(this.#offsetMs)
      if (fault === 'pause') await this.#outstayLease()
      if (fault === 'cut') await this.#cutConnections()
      child.send({ failpoint: name, goOn: fault === 'lose' ? 'lose' : 'on' })
    }
  }

  /** While a worker stands still, its lease ends and another finishes its work, where that can be. */
  async #outstayLease(): Promise<void> {
    await this.forward(1)
    const pending = () => this.rows(`select from payment_service.operations where state = 'pending'`)
    const giveUpAt = Date.now() + 3_000
    while (Date.now() < giveUpAt && (await pending()).length > 0) await this.rows('select pg_sleep(0.1)')
  }

  async #cutConnections(): Promise<void> {
    await this.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
  }

  /** Resolves when nothing is left to do and every sum is right, within 30 s. Throws what is not right then. */
  async untilClean(): Promise<void> {
    const rows = this.rows.bind(this)
    await until(() => refusePending(this.admin, rows), 30_000)
    await this.forward(3) // what is younger is not compared yet
    await this.reconcile()
    await until(() => this.#refuseWhileComparing(), 30_000)
    await until(() => refuseDifferences(rows), 30_000)
  }

  async #refuseWhileComparing(): Promise<void> {
    const left = await this.rows(`
      select from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id
      where t.identifier = 'payment-service/reconcile-ledger'`)
    if (left.length > 0) throw new Error('the reconciliation has not ended')
  }

  async stop(): Promise<void> {
    await this.#database.end()
    await this.running.stop()
  }
}

/** Asks again, as a client with an Idempotency-Key does, while nobody answers or the answer is that nobody can. */
export async function persist<T>(ask: () => Promise<T>): Promise<T> {
  const refused = (error: unknown) => error instanceof ProblemError && error.status < 500 && error.status !== 429
  const outcome = await until(
    () =>
      ask().then(
        (answer) => ({ answer }),
        (error: unknown) => {
          if (refused(error)) return { error }
          throw error
        },
      ),
    60_000,
  )
  if ('error' in outcome) throw outcome.error
  return outcome.answer
}

async function within<T>(work: Promise<T>, limitMs: number, otherwise: string): Promise<T> {
  // timer: how long a test is patient
  const limit = AbortSignal.timeout(limitMs)
  const late = new Promise<never>((_, reject) => limit.addEventListener('abort', () => reject(new Error(otherwise))))
  return Promise.race([work, late])
}
