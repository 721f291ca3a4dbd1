import { writeFile } from 'node:fs/promises'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OffsetClock } from './clock.ts'
import { addJob } from './jobs.ts'
import { migrate } from './migrate.ts'
import { migratePlatform, type Platform } from './platform.ts'
import { defineService, job, type ServiceDefinition } from './service.ts'
import { openSql, type Sql } from './sql.ts'
import type { TestDatabase } from './testing/database.ts'
import { databaseFor, emptyDatabase, migrationFolder, openProcess, running } from './testing/platform.ts'

const nothing = job('nothing', Type.Object({}), async () => {})

async function owning(name: string, files: Record<string, string>): Promise<ServiceDefinition> {
  return defineService({
    name,
    port: 0,
    config: Type.Object({}),
    migrations: await migrationFolder(files),
    routes: [],
    jobs: [nothing],
  })
}

describe('a service', () => {
  let database: TestDatabase
  let platform: Platform
  let shelf: Sql
  beforeAll(async () => {
    const services = await Promise.all([
      owning('shelf-service', { '0001_books.sql': 'create table books (id int)' }),
      owning('till-service', { '0001_coins.sql': 'create table coins (id int)' }),
    ])
    database = await databaseFor(services)
    platform = await openProcess(services, database.url)
    shelf = running(platform, 'shelf-service').sql
  })
  afterAll(async () => {
    await platform.stop()
    await database.drop()
  })

  it('owns its tables', async () => {
    await shelf`insert into books (id) values (1)`
    expect(await shelf`select id from books`).toEqual([{ id: 1 }])
  })

  const foreign: [what: string, attempt: () => Promise<unknown>][] = [
    ["reading another service's table", () => shelf`select * from till_service.coins`],
    ["writing another service's table", () => shelf`insert into till_service.coins (id) values (1)`],
    ["reading another service's events", () => shelf`select * from till_service.outbox`],
    ["creating in another service's schema", () => shelf`create table till_service.mine (id int)`],
    ['creating in the public schema', () => shelf`create table public.mine (id int)`],
    ['making a schema', () => shelf`create schema mine`],
    ["adding another service's job", () => shelf`select till_service.add_job('nothing', '{}', null, null, 1)`],
    ['adding a job past its own door', () => shelf`select jobs.add_job('till-service/nothing')`],
    ['reading the jobs of all', () => shelf`select * from jobs._private_jobs`],
  ]
  it.each(foreign)('is refused %s', async (_, attempt) => {
    await expect(attempt()).rejects.toThrow('permission denied')
  })

  it('adds a job of its own name only, whatever the name says', async () => {
    await shelf.begin((tx) =>
      addJob(tx, new OffsetClock(), 'till-service/nothing', {}, { runAt: '2999-01-01T00:00:00Z' }),
    )
    const owner = openSql({ url: database.url, max: 1 })
    expect(await owner`select task_identifier from jobs.jobs where run_at > '2998-01-01'`).toEqual([
      { taskIdentifier: 'shelf-service/till-service/nothing' },
    ])
    await owner.end()
  })
})

describe('migrations', () => {
  let database: TestDatabase
  let owner: Sql
  beforeAll(async () => {
    database = await emptyDatabase()
    owner = openSql({ url: database.url, max: 1 })
  })
  afterAll(async () => {
    await owner.end()
    await database.drop()
  })

  it('run each file once, in order, although two processes start at once', async () => {
    const racing = await owning('racing-service', {
      '0002_second.sql': 'insert into runs (file) values (2)',
      '0001_first.sql': 'create table runs (file int); insert into runs (file) values (1); select pg_sleep(0.05)',
    })
    await Promise.all([1, 2, 3].map(() => migratePlatform(database.url, [racing])))
    expect(await owner`select file from racing_service.runs`).toEqual([{ file: 1 }, { file: 2 }])
  })

  it('do nothing on a second start, and run only what was added', async () => {
    const growing = await owning('growing-service', {
      '0001_runs.sql': 'create table runs (at timestamptz default clock_timestamp())',
    })
    await migrate(database.url, [growing])
    await migrate(database.url, [growing])
    await writeFile(new URL('0002_more.sql', growing.migrations), 'insert into runs default values')
    await migrate(database.url, [growing])
    await migrate(database.url, [growing])
    expect(await owner.one`select count(*) as count from growing_service.runs`).toEqual({ count: 1 })
    expect(await owner`select name from growing_service.migrations order by name`).toEqual([
      { name: '0001_runs.sql' },
      { name: '0002_more.sql' },
    ])
  })

  it('undo a file that fails, and name it; the files before it stay', async () => {
    const failing = await owning('failing-service', {
      '0001_good.sql': 'create table good (id int)',
      '0002_bad.sql': 'create table half (id int); select no_such_function()',
    })
    await expect(migrate(database.url, [failing])).rejects.toThrow(
      'migration failing-service/0002_bad.sql failed: function no_such_function() does not exist',
    )
    const there =
      await owner`select tablename from pg_tables where schemaname = 'failing_service' and tablename in ('good', 'half')`
    expect(there).toEqual([{ tablename: 'good' }])

    await writeFile(new URL('0002_bad.sql', failing.migrations), 'create table half (id int)')
    await migrate(database.url, [failing])
    expect(await owner`select name from failing_service.migrations`).toHaveLength(2)
  })
})
