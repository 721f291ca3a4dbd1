/** Jobs whose process was killed: found by a connection that ended with it, and given to those that live. */
import pg from 'pg'
import type { Logger } from 'pino'

/** Something locked for longer belongs to a process that ended: a job that takes a minute is tried again. */
const lockTimeLimitMs = 90_000
/** How long after taking a job its owner may still be without its connection. */
const graceMs = 5_000
const lookMs = 5_000

/**
 * Shows that `owner`, by whose name jobs are locked, is alive: by a connection of that name, which PostgreSQL ends with the
 * process. Every five seconds it frees the jobs of owners that are gone; the library by itself would leave them for four
 * hours. Where a dead connection seems alive, as after a cut network, 90 s decide. Answers how to stop.
 */
export function watchJobOwners(options: {
  databaseUrl: string
  schema: string
  owner: string
  log: Logger
}): () => Promise<void> {
  const { databaseUrl, schema, owner, log } = options
  let presence: pg.Client | undefined
  let looking: Promise<void> | undefined

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
      await (await present()).query(
        `select ${schema}.force_unlock_workers(array_agg(distinct locked_by)) from ${schema}._private_jobs
         where locked_at < now() - make_interval(secs => $1)
           or (locked_at < now() - make_interval(secs => $2) and locked_by not in (
             select application_name from pg_stat_activity where datname = current_database()))
         having count(*) > 0`,
        [lockTimeLimitMs / 1000, graceMs / 1000],
      )
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'jobs of ended processes wait')
    }
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
