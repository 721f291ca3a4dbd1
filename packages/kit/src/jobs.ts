/** Jobs on graphile-worker: added in the caller's transaction by SQL, run by one runner a process. */
import { EventEmitter } from 'node:events'
import {
  Logger as GraphileLogger,
  type JobHelpers,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  type WorkerEvents,
} from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'
import { Compile, type Validator } from 'typebox/compile'
import type { Clock } from './clock.ts'
import { heldJobs, watchJobOwners } from './job-owners.ts'
import { type Context, type Job, type JobOptions, schemaOf } from './service.ts'
import type { Tx } from './sql.ts'
import { withinTimeLimit } from './time-limit.ts'
import { currentTrace, inSpan } from './trace.ts'

const jobSchema = 'jobs'
const migrationLockKey = 7_277_302 // any number, the same everywhere

/**
 * Makes graphile-worker's tables, and in each service's schema an `add_job` that may only add jobs of that service:
 * it runs as the owner, so a service needs no right on the shared tables.
 */
export async function migrateJobs(databaseUrl: string, serviceNames: readonly string[]): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3, options: '-c client_min_messages=warning' })
  pool.on('error', () => {}) // the pool drops a broken connection by itself
  pool.on('connect', (client) => client.on('error', () => {}))
  const lock = await pool.connect()
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLockKey])
    await runMigrations({ pgPool: pool, schema: jobSchema, logger: silent })
    for (const name of serviceNames) await lock.query(addJobFunction(name))
  } finally {
    lock.release(true) // closes the connection, and so ends the lock
    await pool.end()
  }
}

const addJobFunction = (service: string) => `
  create or replace function ${schemaOf(service)}.add_job(name text, payload json, run_at timestamptz, job_key text, max_attempts int)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $body$
    select ${jobSchema}.add_job('${service}/' || name, payload, null, run_at, max_attempts,
                                case when job_key is null then null else '${service}/' || job_key end)
  $body$;
  revoke all on function ${schemaOf(service)}.add_job from public;
  grant execute on function ${schemaOf(service)}.add_job to ${schemaOf(service)};
`

const defaultAttempts = 25

/** Adds a job to a service's queue within `tx`. `runAt` is by `clock`. */
export async function addJob(
  tx: Tx,
  clock: Clock,
  name: string,
  payload: unknown,
  options: JobOptions = {},
): Promise<void> {
  const at = options.runAt ? new Date(options.runAt) : null
  const runAt = at ? new Date(at.getTime() - clock.offsetMs) : null
  const kept = {
    ...(payload as object),
    ...(at ? { _runAt: at.toISOString() } : {}),
    _trace: currentTrace()?.traceparent,
  }
  await tx`select add_job(${name}, ${tx.json(kept)}, ${runAt}, ${options.key ?? null}, ${options.maxAttempts ?? defaultAttempts})`
}

/** The jobs of one service, and how to make the context they run in. */
export interface JobsOfService {
  service: string
  jobs: readonly Job[]
  context: Context
}

/** Runs the jobs of the services of this process until stopped. */
export async function runJobs(options: {
  databaseUrl: string
  services: readonly JobsOfService[]
  concurrency: number
  pollMs: number
  log: Logger
}): Promise<Runner> {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.concurrency + 2,
    options: '-c timezone=UTC',
  })
  pool.on('error', (error) => options.log.warn({ error: error.message }, 'the job runner lost a connection'))
  pool.on('connect', (client) => client.on('error', () => {})) // told by the pool, once
  surviveCuts(pool)
  const tasks = options.services.flatMap(({ service, jobs, context }) =>
    jobs.map((job) => [`${service}/${job.name}`, task(service, job, context, options.log)] as const),
  )
  const cron = options.services.flatMap(({ service, jobs }) =>
    jobs.flatMap((job) =>
      job.cron ? [{ task: `${service}/${job.name}`, match: job.cron, options: { backfillPeriod: 0 } }] : [],
    ),
  )
  const events: WorkerEvents = new EventEmitter()
  const held = heldJobs(events)
  const owners: (() => Promise<void>)[] = []
  events.on('pool:create', ({ workerPool: { id: owner } }) =>
    owners.push(watchJobOwners({ databaseUrl: options.databaseUrl, schema: jobSchema, owner, held, log: options.log })),
  )
  const runner = await run({
    pgPool: pool,
    events,
    schema: jobSchema,
    taskList: Object.fromEntries(tasks),
    parsedCronItems: parseCronItems(cron),
    concurrency: options.concurrency,
    pollInterval: options.pollMs,
    noHandleSignals: true,
    logger: silent,
    preset: {
      worker: {
        // Every job that is added asks for a look at the queue, also one of next week: so not more than one look in 20 ms.
        localQueue: { size: options.concurrency, ttl: fetchedForMs, refetchDelay: { durationMs: betweenLooksMs } },
      },
    },
  })
  const stop = runner.stop.bind(runner)
  runner.stop = async (reason?: string) => {
    await stop(reason)
    await Promise.all(owners.map((leave) => leave()))
    await pool.end()
  }
  return runner
}

/** What graphile-worker takes for a reason to try again: at first after 50 ms, then for some minutes. */
const retriedCode = '40001'

/**
 * A worker that cannot tell the database that a job is done lets its rejection end the process, unless the error's code is
 * one that it retries; a connection that was cut has none of these. Finishing a job twice is the same as once.
 */
function surviveCuts(pool: pg.Pool): void {
  const retried = (error: Error & { code?: string }): never => {
    const isCut = !(error instanceof pg.DatabaseError) || /^(57P0|08)/.test(error.code ?? '')
    throw isCut ? Object.assign(new Error(error.message, { cause: error }), { code: retriedCode }) : error
  }
  const connect = pool.connect.bind(pool)
  pool.connect = ((callback?: Parameters<typeof connect>[0]) =>
    callback ? connect(callback) : connect().catch(retried)) as typeof pool.connect
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      const answer = query(...args)
      return answer instanceof Promise ? answer.catch(retried) : answer
    }) as typeof client.query
  })
}

/** What was fetched and not begun by then is put back; well before its lock would be taken for a dead one. */
const fetchedForMs = 20_000
const betweenLooksMs = 20

function task(service: string, job: Job, context: Context, log: Logger) {
  let schema: Validator | undefined
  const span = { service, kind: 'consumer' as const, name: job.name, attributes: {} }
  return async (payload: unknown, helpers: JobHelpers) => {
    const { _cron, _runAt, _trace, ...own } = payload as { _cron?: unknown; _runAt?: string; _trace?: string }
    const earlyMs = _runAt ? Date.parse(_runAt) - context.now().getTime() : 0
    if (earlyMs > 0) {
      // The database's clock, or one that was just moved, is ahead of ours: by the service's clock it is not time yet.
      await helpers.addJob(`${service}/${job.name}`, payload, {
        runAt: new Date(Date.now() + earlyMs),
        maxAttempts: helpers.job.max_attempts,
        ...(helpers.job.key ? { jobKey: helpers.job.key } : {}),
      })
      return
    }
    schema ??= Compile(job.payload)
    if (!schema.Check(own)) throw new Error(`the payload of job ${service}/${job.name} does not match its schema`)
    try {
      const begun = { requestId: `${job.name}-${helpers.job.id}`, traceparent: _trace }
      const work = inSpan(span, begun, () => job.run(own as never, context))
      await withinTimeLimit(work, job.timeLimitMs, () => new Error(`it took longer than ${job.timeLimitMs / 1000} s`))
    } catch (error) {
      log.error({ service, job: job.name, error: (error as Error).stack }, 'a job failed and is tried again later')
      throw error
    }
  }
}

const silent = new GraphileLogger(() => () => {})

/**
 * Brings every waiting job nearer by `byMs`, as a clock that jumps forward does, and wakes the runner.
 * Only for development servers and tests, which own their clock.
 */
export async function bringJobsForward(databaseUrl: string, byMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(
      `update ${jobSchema}._private_jobs set run_at = run_at - make_interval(secs => $1) where run_at > now()`,
      [byMs / 1000],
    )
    await client.query(`select pg_notify('jobs:insert', '{"r":0,"count":100}')`)
  } finally {
    await client.end()
  }
}

/** The jobs that are due or running now, as a table and its condition. */
export const dueJobs = `${jobSchema}._private_jobs where (run_at <= now() and attempts < max_attempts) or locked_at is not null`

/** How many jobs are due or running now. */
export async function countDueJobs(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${dueJobs}`)
    return rows[0]?.count ?? 0
  } finally {
    await client.end()
  }
}
