import { Shape, service } from '@ecc/contracts/define'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Context, defineService, handle, type JobOptions, job } from './service.ts'
import { openSql, type Sql } from './sql.ts'
import { migrationFolder, openProcess } from './testing/platform.ts'
import { type TestedService, testService } from './testing.ts'
import { currentTrace } from './trace.ts'

/** What `remind` does; each test says. */
let behaviour: (text: string, ctx: Context) => Promise<void>
const remind = job('remind', Type.Object({ text: Type.String() }), ({ text }, ctx: Context) => behaviour(text, ctx))
const sweep = job('sweep', Type.Object({}), async () => {}, { cron: '*/5 * * * *' })
const { route } = service({ name: 'bell-service', port: 0, summary: 'Reminds' })
const ring = route('ring', {
  method: 'POST',
  path: '/ring',
  access: 'public',
  summary: '',
  reply: Shape({ trace: Type.String() }),
})
const bell = defineService({
  name: 'bell-service',
  port: 0,
  config: Type.Object({}),
  migrations: await migrationFolder({}),
  routes: [
    handle(ring, async (_, ctx) => {
      await ctx.sql.begin((tx) => ctx.addJob(tx, remind, { text: 'rung' }))
      return { trace: currentTrace()?.traceparent ?? '' }
    }),
  ],
  jobs: [remind, sweep],
})

let t: TestedService
let databaseUrl: string
let owner: Sql
let done: string[]
beforeAll(async () => {
  t = await testService(bell, { now: '2027-03-01T12:00:00Z' })
  const { name } = await t.sql.one<{ name: string }>`select current_database() as name`
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
  url.pathname = `/${name}`
  databaseUrl = url.href
  owner = openSql({ url: databaseUrl, max: 1 })
})
afterAll(async () => {
  await owner.end()
  await t.close()
})
beforeEach(() => {
  done = []
  behaviour = async (text) => void done.push(text)
})

const add = (text: string, options?: JobOptions) => t.sql.begin((tx) => t.ctx.addJob(tx, remind, { text }, options))

describe('a job', () => {
  it('runs at once when no time is given, and only when its transaction is committed', async () => {
    const failed = t.sql.begin(async (tx) => {
      await t.ctx.addJob(tx, remind, { text: 'never' })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await add('now')
    await t.settle()
    expect(done).toEqual(['now'])
  })

  it("runs at its time by the service's clock, not before", async () => {
    await add('at 12:30', { runAt: '2027-03-01T12:30:00Z' })
    await t.clock.advance({ minutes: 25 })
    expect(done).toEqual([])
    await t.clock.advance({ minutes: 10 })
    expect(done).toEqual(['at 12:30'])
  })

  it('replaces the one of its key that has not run, time included', async () => {
    const now = t.clock.now().getTime()
    await add('first', { key: 'one', runAt: new Date(now + 60_000) })
    await add('other', { key: 'two', runAt: new Date(now + 60_000) })
    await add('second', { key: 'one', runAt: new Date(now + 40 * 60_000) })
    await t.clock.advance({ minutes: 5 })
    expect(done).toEqual(['other'])
    await t.clock.advance({ minutes: 40 })
    expect(done).toEqual(['other', 'second'])
  })

  it('is tried again when it throws', async () => {
    behaviour = async (text) => {
      done.push(text)
      if (done.length < 3) throw new Error('not yet')
    }
    await add('stubborn')
    await t.settle()
    expect(done).toHaveLength(1)
    await t.clock.advance({ minutes: 1 })
    await t.clock.advance({ minutes: 1 })
    expect(done).toHaveLength(3)
    await t.clock.advance({ minutes: 60 })
    expect(done).toHaveLength(3)
  })

  it('is given up after as many attempts as it was given', async () => {
    behaviour = async (text) => {
      done.push(text)
      throw new Error('never')
    }
    await add('hopeless', { maxAttempts: 2 })
    for (let round = 0; round < 4; round++) await t.clock.advance({ hours: 1 })
    expect(done).toHaveLength(2)
  })

  it('with a payload that breaks its schema is not run', async () => {
    await add(7 as unknown as string, { maxAttempts: 1, key: 'broken' })
    await t.settle()
    expect(done).toEqual([])
    expect(await owner`select last_error from jobs.jobs where key = 'bell-service/broken'`).toEqual([
      { lastError: 'the payload of job bell-service/remind does not match its schema' },
    ])
  })

  it('belongs to the trace of the request that added it', async () => {
    const traces: unknown[] = []
    behaviour = async () => void traces.push(currentTrace()?.traceparent)
    const { trace } = await t.call(ring)
    await t.settle()
    expect(traces).toEqual([trace])
  })
})

it('is finished, and others go on, when all connections are cut at its end', async () => {
  behaviour = async (text) => {
    done.push(text)
    if (text === 'cut')
      await owner`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`
  }
  await add('cut', { key: 'cut' })
  await expect.poll(() => owner`select from jobs._private_jobs where key = 'bell-service/cut'`).toEqual([])
  await expect
    .poll(() =>
      add('after').then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  await expect.poll(() => done).toEqual(['cut', 'after'])
})

it('that was given to this process and never came, because the connection was cut, is tried again within seconds', async () => {
  let self = ''
  behaviour = async (text) => {
    done.push(text)
    const [mine] = await owner<{
      lockedBy: string
    }>`select locked_by from jobs._private_jobs where locked_by is not null`
    self = mine?.lockedBy ?? ''
  }
  await add('who am I')
  await expect.poll(() => self).not.toBe('')
  await add('lost', { key: 'lost', runAt: new Date(t.clock.now().getTime() + 86_400_000) })
  await owner`
    update jobs._private_jobs set run_at = now(), payload = '{"text":"lost"}', attempts = 1, locked_by = ${self}, locked_at = now()
    where key = 'bell-service/lost'`
  await expect.poll(() => done, { timeout: 18_000 }).toEqual(['who am I', 'lost'])
}, 30_000)

it('that takes long is not freed while its process lives', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  behaviour = async (text) => {
    done.push(text)
    await promise
  }
  await add('long', { key: 'long' })
  await expect.poll(() => done).toEqual(['long'])
  const long = () => owner<{ age: number }>`
    select extract(epoch from now() - locked_at)::int as age from jobs._private_jobs where key = 'bell-service/long'`
  await owner`
    update jobs._private_jobs set locked_at = now() - interval '80 seconds' where key = 'bell-service/long'`
  await expect.poll(async () => (await long())[0]?.age, { timeout: 18_000 }).toBeLessThan(30)
  resolve()
  await expect.poll(long).toEqual([])
  expect(done).toEqual(['long'])
}, 30_000)

describe('a job of another process', () => {
  const lockedBy = (name: string) => owner`
    update jobs._private_jobs set run_at = now(), payload = '{"text":"orphan"}', locked_by = ${name},
      locked_at = now() - interval '6 seconds' where key = 'bell-service/orphan'`
  const later = () => ({ runAt: new Date(t.clock.now().getTime() + 86_400_000), key: 'orphan' })

  it('is freed within seconds when that process was killed', async () => {
    await add('orphan', later())
    await lockedBy('killed')
    const another = await openProcess([bell], databaseUrl)
    await expect.poll(() => done).toEqual(['orphan'])
    await another.stop()
  })

  it('is forgotten when that process was killed after another job had taken its place, which runs', async () => {
    await add('orphan', later())
    await lockedBy('killed')
    await add('instead', { key: 'orphan' })
    await expect.poll(() => done).toEqual(['instead'])
    const left = () => owner`select attempts from jobs._private_jobs where payload ->> 'text' = 'orphan'`
    await expect.poll(left, { timeout: 18_000 }).toEqual([])
    expect(done).toEqual(['instead'])
  }, 30_000)

  it('is left alone while that process lives', async () => {
    const living = openSql({ url: `${databaseUrl}?application_name=living`, max: 1 })
    await living`select 1`
    await add('orphan', later())
    await lockedBy('living')
    const another = await openProcess([bell], databaseUrl)
    await add('mine')
    await expect.poll(() => done).toEqual(['mine'])
    await another.stop()
    expect(await owner`select locked_by from jobs._private_jobs where key = 'bell-service/orphan'`).toEqual([
      { lockedBy: 'living' },
    ])
    await living.end()
  })
})

it('with a cron expression a job is known to the scheduler, under the name of its service', async () => {
  await expect
    .poll(() => owner`select identifier from jobs._private_known_crontabs order by 1`)
    .toEqual(
      ['kit-remove-old-rows', 'kit-retry-parked-events', 'sweep'].map((name) => ({
        identifier: `bell-service/${name}`,
      })),
    )
})
