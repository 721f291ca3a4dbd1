/** Jobs whose process was killed: found by a connection that ended with it, and given to those that live. */
import type { WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'

/** Whoever did not renew a lock for so long has ended, whatever its connection says. */
const lockTimeLimitMs = 90_000
/** Most jobs are done long before, and cost no renewal. */
const renewedAfterMs = 30_000
/** How long after taking a job its owner may still be without its connection. */
const graceMs = 5_000
const lookMs = 5_000

/** What a process has of the queue: the ids of the jobs it was given, and has not finished or put back. */
export function heldJobs(events: WorkerEvents): ReadonlySet<string> {
  const held = new Set<string>()
  events.on('localQueue:getJobs:complete', ({ jobs }) => {
    for (const { id } of jobs) held.add(id)
  })
  events.on('localQueue:returnJobs', ({ jobs }) => {
    for (const { id } of jobs) held.delete(id)
  })
  events.on('job:complete', ({ job }) => void held.delete(job.id))
  return held
}

/**
 * Shows that `owner`, by whose name jobs are locked, is alive: by a connection of that name, which PostgreSQL ends with the
 * process. Every five seconds it frees the jobs of owners that are gone; the library by itself would leave them for four
 * hours, and for ever those that were replaced meanwhile. Where a dead connection seems alive, as after a cut network, 90 s
 * decide: who lives renews the locks of its long jobs. It also frees what was given to this owner and never came, because the
 * connection was cut meanwhile: not in `held` at two looks in a row. Answers how to stop.
 */
export function watchJobOwners(options: {
  databaseUrl: string
  schema: string
  owner: string
  held: ReadonlySet<string>
  log: Logger
}): () => Promise<void> {
  const { databaseUrl, schema, owner, held, log } = options
  let presence: pg.Client | undefined
  let looking: Promise<void> | undefined
  let missing: readonly string[] = []

  async function present(): Promise<pg.Client> {
    if (presence) return presence
    const client = new pg.Client({ connectionString: databaseUrl, application_name: owner })
    client.on('error', () => {}) // 'end' follows
    client.on('end', () => {
      if (presence === client) presence = undefined
    })
    await client.connect()
    presence = client
    return client
  }

  async function look(): Promise<void> {
    try {
      const client = await present()
      await client.query(
        `update ${schema}._private_jobs set locked_at = now()
         where locked_by = $1 and id = any($2::bigint[]) and locked_at < now() - make_interval(secs => $3)`,
        [owner, [...held], renewedAfterMs / 1000],
      )
      await client.query(
        `select ${schema}.force_unlock_workers(array_agg(distinct locked_by)) from ${schema}._private_jobs
         where locked_at < now() - make_interval(secs => $1)
           or (locked_at < now() - make_interval(secs => $2) and locked_by not in (
             select application_name from pg_stat_activity where datname = current_database()))
         having count(*) > 0`,
        [lockTimeLimitMs / 1000, graceMs / 1000],
      )
      // What another of its key replaced while it ran has no attempt left: the other one runs, and nobody deletes it.
      await client.query(
        `delete from ${schema}._private_jobs
         where locked_at is null and key is null and attempts >= max_attempts and last_error is null`,
      )
      await freeMissing(client)
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'jobs of ended processes wait')
    }
  }

  async function freeMissing(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ id: string }>(
      `select id::text from ${schema}._private_jobs where locked_by = $1 and not id = any($2::bigint[])`,
      [owner, [...held]],
    )
    const before = missing
    missing = rows.map(({ id }) => id)
    const lost = missing.filter((id) => before.includes(id) && !held.has(id))
    if (lost.length === 0) return
    await client.query(
      `update ${schema}._private_jobs set locked_by = null, locked_at = null, attempts = greatest(attempts - 1, 0)
       where locked_by = $1 and id = any($2::bigint[])`,
      [owner, lost],
    )
  }

  const tick = () => {
    looking ??= look().finally(() => {
      looking = undefined
    })
  }
  tick()
  // timer: how soon the jobs of a killed process go on
  const looks = setInterval(tick, lookMs).unref()
  return async () => {
    clearInterval(looks)
    await looking
    await presence?.end()
  }
}
