/** The platform under the test's thumb: its clock, its restarts, its database, and what people ask of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ProblemBody, problemFromBody, type ReplyOf, type Route } from '@ecc/contracts/define'
import { pathOf } from '@ecc/kit'
import { freePort } from '@ecc/kit/local-programs'
import { type TestDatabase, testDatabase } from '@ecc/kit/testing-database'
import pg from 'pg'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { until } from '../../apps/server/src/demo/joining.ts'
import type { Order } from './platform.ts'

/** A time in which the platform was down, in epoch ms. */
export interface Outage {
  from: number
  to: number
}

/** What came of a call: its reply, or the code of the problem. */
export type Answer<R extends Route> = { reply: ReplyOf<R> } | { problem: string }

interface Arguments {
  params?: object
  query?: object
  body?: unknown
}

/** Longer than the time after which a job's lock is taken for one of a dead process. */
const leastDownMs = 120_000

/** Instants as epoch ms. */
const inMs: pg.CustomTypesConfig = {
  getTypeParser: (type, format) =>
    (type as number) === pg.types.builtins.TIMESTAMPTZ
      ? (text: string) => Date.parse(text)
      : pg.types.getTypeParser(type, format),
}

/** Starts the platform at `start`, on a database of its own. */
export async function openWorld(start: number): Promise<World> {
  const [port, simulatorPort] = [await freePort(), await freePort()]
  const database = await testDatabase('empty', async () => {})
  const dataDir = await mkdtemp(join(tmpdir(), 'ecc-year-'))
  const base = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    PORT: String(port),
    PUBLIC_URL: base,
    STRIPE_SIMULATOR_PORT: String(simulatorPort),
    STRIPE_WEBHOOK_URL: `${base}/api/v1/webhooks/stripe`,
    DATABASE_URL: database.url,
    DATABASE_POOL_MAX: '5',
    DATA_DIR: dataDir,
    NODE_ENV: 'test',
    RATE_LIMIT_FACTOR: '10000',
  }
  const child = await launch(env, start)
  return new World({ base, env, database, dataDir }, child, start)
}

interface Ground {
  base: string
  env: NodeJS.ProcessEnv
  database: TestDatabase
  dataDir: string
}

/** The platform, and all that the test does to it. */
export class World {
  readonly base: string
  readonly db: pg.Pool
  readonly outages: Outage[] = []
  readonly #ground: Ground
  #child: ChildProcess
  #at: number
  #cut: { afterMs: number; downMs: number } | undefined

  constructor(ground: Ground, child: ChildProcess, start: number) {
    this.base = ground.base
    this.#ground = ground
    this.#child = child
    this.#at = start
    this.db = new pg.Pool({ connectionString: ground.database.url, max: 1, options: '-c timezone=UTC', types: inMs })
    this.db.on('error', () => {}) // the pool drops a broken connection by itself
  }

  now(): number {
    return this.#at
  }

  /** Moves the clock to an instant, stopping at every moment at which a job is due. */
  async moveTo(to: number): Promise<void> {
    for (;;) {
      const due = await this.nextDue()
      if (due === null || due > to) break
      await this.#jump(Math.max(due, this.#at + 1))
    }
    if (to > this.#at) await this.#jump(to)
  }

  async #jump(to: number): Promise<void> {
    this.#at = to
    await tell(this.#child, { do: 'move', to })
    await this.settle()
  }

  /** Waits until no event is on its way, ours or the provider's, and no job is due. */
  async settle(): Promise<void> {
    try {
      await tell(this.#child, { do: 'settle' })
    } catch (error) {
      const { rows } = await this.db.query(
        `select t.identifier, j.payload, j.run_at <= now() as is_due, j.attempts, j.locked_at, j.last_error
         from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id where run_at <= now() or locked_at is not null limit 20`,
      )
      const log = await readFile(join(this.#ground.dataDir, 'server.log'), 'utf8').catch(() => '')
      throw new Error(`${String(error)}\n${JSON.stringify(rows, null, 1)}\n${log.slice(-4_000)}`, { cause: error })
    }
  }

  /** Runs the jobs, or one of them, that otherwise run by the machine's clock. */
  async sweep(only?: string): Promise<void> {
    await tell(this.#child, { do: 'sweep', ...(only === undefined ? {} : { only }) })
    await this.settle()
  }

  makeAdmin(admin: { email: string; name: string; password: string }): Promise<void> {
    return tell(this.#child, { do: 'admin', ...admin })
  }

  /** When the next job is due; one that is tried again after a failure is due soon; null when none waits. */
  async nextDue(): Promise<number | null> {
    const { rows } = await this.db.query<{ due: string | null }>(
      `select min(greatest(extract(epoch from (payload ->> '_runAt')::timestamptz) * 1000,
                           case when attempts > 0 then $1::float8 + extract(epoch from run_at - now()) * 1000 end, $1 + 1)) as due
       from jobs._private_jobs where attempts < max_attempts`,
      [this.#at],
    )
    const due = rows[0]?.due ?? null
    return due === null ? null : Math.ceil(Number(due))
  }

  /** Ends the process, by the book or as a power cut would, and starts it again after `downMs` of the clock. */
  async restart(how: 'stop' | 'kill', downMs: number): Promise<void> {
    await end(this.#child, how)
    await this.#untilAlone()
    const from = this.#at
    const down = Math.max(downMs, leastDownMs)
    this.#at += down
    // What the database sees of a time in which no process runs: jobs come nearer, and locks grow old.
    await this.db.query(
      `update jobs._private_jobs set run_at = run_at - make_interval(secs => $1), locked_at = locked_at - make_interval(secs => $1)`,
      [down / 1000],
    )
    this.#child = await launch(this.#ground.env, this.#at)
    this.outages.push({ from, to: this.#at })
    for (const only of ['sweep-stays', 'sweep-operations']) await this.sweep(only)
  }

  /** The database goes on with what a killed process had asked for, for a moment. */
  async #untilAlone(): Promise<void> {
    await until(async () => {
      const { rows } = await this.db.query<{ others: number }>(
        'select count(*)::int as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      if (rows[0]?.others !== 0) throw new Error(`${rows[0]?.others} connections of the process that ended are open`)
    })
  }

  /** Kills the process while it runs what is due next. */
  async killDuringJobs(afterMs: number, downMs: number): Promise<void> {
    const due = await this.nextDue()
    if (due !== null) {
      this.#at = Math.max(due, this.#at + 1)
      await tell(this.#child, { do: 'move', to: this.#at })
      await untilPowerFails(afterMs)
    }
    await this.restart('kill', downMs)
  }

  /** The process is killed at some moment of the next call, which is then made again, as a client would. */
  killDuringNextCall(afterMs: number, downMs: number): void {
    this.#cut = { afterMs, downMs }
  }

  /** Calls the public API as one person. */
  async call<R extends Route>(as: DemoPerson, route: R, args: Arguments = {}): Promise<Answer<R>> {
    const key = crypto.randomUUID()
    const cut = this.#cut
    this.#cut = undefined
    if (cut === undefined) return ask(this.base, as, route, args, key)
    const lost = ask(this.base, as, route, args, key).catch(() => null)
    await Promise.race([lost, untilPowerFails(cut.afterMs)])
    await this.restart('kill', cut.downMs)
    await lost
    return ask(this.base, as, route, args, key)
  }

  async close(): Promise<void> {
    await end(this.#child, 'kill')
    await this.db.end()
    await this.#ground.database.drop()
    await rm(this.#ground.dataDir, { recursive: true, force: true })
  }
}

/** When the power fails, by the seed. */
const untilPowerFails = (ms: number) =>
  // timer: a moment of the process's own work, which tells nobody where it is
  new Promise<void>((resolve) => setTimeout(resolve, ms))

async function launch(env: NodeJS.ProcessEnv, at: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'platform.ts')], {
    env: { ...env, YEAR_NOW: String(at) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await answer(child)
  return child
}

async function tell(child: ChildProcess, order: Order): Promise<void> {
  const done = answer(child)
  child.send(order)
  await done
}

function answer(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the platform ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message: { done?: string; failed?: string }) => {
      child.off('exit', ended)
      if (message.failed === undefined) resolve()
      else reject(new Error(message.failed))
    })
  })
}

function end(child: ChildProcess, how: 'stop' | 'kill'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    if (how === 'kill') child.kill('SIGKILL')
    else child.send({ do: 'stop' } satisfies Order)
  })
}

async function ask<R extends Route>(
  base: string,
  as: DemoPerson,
  route: R,
  args: Arguments,
  key: string,
): Promise<Answer<R>> {
  const response = await fetch(`${base}/api/v1${pathOf(route, args.params ?? {}, args.query ?? {})}`, {
    method: route.method,
    headers: {
      authorization: `Bearer ${as.token}`,
      ...(route.idempotent ? { 'idempotency-key': key } : {}),
      ...(args.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(args.body === undefined ? {} : { body: JSON.stringify(args.body) }),
  })
  const text = await response.text()
  if (response.ok) return { reply: (text === '' ? null : JSON.parse(text)) as ReplyOf<R> }
  if (response.status >= 500) throw new Error(`${route.name} answered ${response.status}: ${text}`)
  return { problem: problemFromBody(JSON.parse(text) as ProblemBody).code }
}
