/**
 * The whole platform as a program that a test starts, kills and starts again, on a clock that stands still until the test
 * moves it (decision 0010): so that a test can act at the very moment a rule changes. Told what to do over IPC.
 */
import { createAdmin } from '@ecc/contracts/auth'
import {
  bringJobsForward,
  type Clock,
  type Job,
  openLog,
  openPlatform,
  type Platform,
  type ServiceDefinition,
  type TokenVerifier,
} from '@ecc/kit'
import pg from 'pg'
import { loadServices } from '../../apps/server/src/services.ts'

/** What the program is told. `sweep` runs the jobs, or one of them, that otherwise run by the machine's clock. */
export type Order =
  | { do: 'move'; to: number }
  | { do: 'settle' }
  | { do: 'sweep'; only?: string }
  | { do: 'stop' }
  | { do: 'admin'; email: string; name: string; password: string }

class StillClock implements Clock {
  at = Number(process.env['YEAR_NOW'])

  now(): Date {
    return new Date(this.at)
  }

  get offsetMs(): number {
    return this.at - Date.now()
  }
}

/** Believes a token for as long as it is kept: signing in every ten minutes of a year is not what is tested. */
const tokens: TokenVerifier = {
  async verify(token) {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
    return { userId: claims['sub'] as string, roles: claims['roles'] as never, loginId: claims['lid'] as string, token }
  },
}

const clock = new StillClock()
const { env } = process
const services = await loadServices(undefined)
const log = openLog({ name: 'year', level: env['LOG_LEVEL'] ?? 'warn', file: `${env['DATA_DIR']}/server.log` })
const platform = await openPlatform({ services: services.map(unscheduled), env, log, clock, tokens, jobPollMs: 100 })
await platform.listen('api-gateway', { host: '127.0.0.1', port: Number(env['PORT']) })

/** A service whose jobs do not run by the machine's clock, which goes on while ours stands still. */
function unscheduled({ jobs = [], ...service }: ServiceDefinition): ServiceDefinition {
  return { ...service, jobs: jobs.map((job) => ({ ...job, cron: undefined })) }
}

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'move': {
      const ms = order.to - clock.at
      clock.at = order.to
      await seeWhoIsThere(platform)
      return bringJobsForward(platform.databaseUrl, ms)
    }
    case 'settle':
      return settle(platform)
    case 'sweep':
      return sweep(platform, order.only)
    case 'admin': {
      const { email, password, name: displayName } = order
      const auth = platform.services.get('auth-service')
      await auth?.context.call(createAdmin, { body: { email, password, displayName, timeZone: 'UTC' } })
      return
    }
    case 'stop':
      await platform.stop()
      process.disconnect()
  }
}

/** Attendance is moved on every few seconds of a day; here by the clock's jumps. */
async function seeWhoIsThere({ services }: Platform): Promise<void> {
  const video = services.get('video-service')?.context.resources as
    | { connections: { beat(): Promise<void> } }
    | undefined
  await video?.connections.beat()
}

const settleLimitMs = 60_000

/** Waits until no event is on its way, ours or the provider's, and no job that is due by our clock: by the machine's, which goes on, others are too. */
async function settle({ services: running, databaseUrl }: Platform): Promise<void> {
  const giveUpAt = Date.now() + settleLimitMs
  const senders = [...running.values()].filter(({ definition }) => definition.migrations)
  const unpublished = senders.map(
    ({ definition }) =>
      `exists (select from ${definition.name.replaceAll('-', '_')}.outbox where published_at is null)`,
  )
  const dueNow = `coalesce((payload ->> '_runAt')::timestamptz <= $1, true)
    and ((run_at <= now() and attempts < max_attempts) or locked_at is not null)`
  const untold = `exists (select from stripe_simulator.events where delivery = 'pending')`
  const busy = [`exists (select from jobs._private_jobs where ${dueNow})`, untold, ...unpublished].join(' or ')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    while ((await client.query<{ busy: boolean }>(`select ${busy} as busy`, [clock.now()])).rows[0]?.busy) {
      for (const { relay } of senders) relay.wake()
      if (Date.now() > giveUpAt) throw new Error(`the platform did not settle within ${settleLimitMs / 1000} s`)
      // timer: the database tells nobody when the work is done
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  } finally {
    await client.end()
  }
  await Promise.all(senders.map(({ relay }) => relay.idle()))
}

/** What is forgotten by night is not asked for: the checks read it. */
const nightly = /^\d+ \d+ /

async function sweep({ services: running }: Platform, only: string | undefined): Promise<void> {
  for (const { name, jobs = [] } of services) {
    const service = running.get(name)
    const wanted = jobs.filter((job) => job.cron && !nightly.test(job.cron) && (only ?? job.name) === job.name)
    if (!service || wanted.length === 0) continue
    await service.sql.begin(async (tx) => {
      for (const job of wanted) await service.context.addJob(tx, job as unknown as Job, {} as never, { key: job.name })
    })
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    () => process.connected && process.send?.({ done: order.do }),
    (error: Error) => process.connected && process.send?.({ failed: String(error.stack) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ done: 'start' })
