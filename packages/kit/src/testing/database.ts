import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'

/** A database of a test's own. */
export interface TestDatabase {
  /** Superuser URL of the new database. */
  url: string
  /** Removes it, cutting connections that are still open. */
  drop(): Promise<void>
}

/**
 * A fresh database copied from a template that `prepare` filled once per key and test run; the copy takes about 30 ms.
 * Parallel workers share the template: the first one makes it, the others wait. `prepare` must close its connections.
 * Throws when `TEST_DATABASE_URL` is not set, which `testing/global-setup.ts` does.
 */
export async function testDatabase(key: string, prepare: (url: string) => Promise<void>): Promise<TestDatabase> {
  const template = `${prefix()}_${slug(key)}`
  await withAdmin((admin) => ensureTemplate(admin, template, prepare))
  const name = `${template}_${randomBytes(5).toString('hex')}`
  await withAdmin((admin) => admin.query(`create database ${name} template ${template}`))
  return { url: urlOf(name), drop: () => withAdmin((admin) => dropDatabase(admin, name)) }
}

/** Drops every database that `testDatabase` made in this test run, the templates too. */
export async function dropTestDatabases(): Promise<void> {
  await withAdmin(async (admin) => {
    const found = await admin.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix()],
    )
    for (const { datname } of found.rows) await dropDatabase(admin, datname)
  })
}

async function ensureTemplate(admin: pg.Client, template: string, prepare: (url: string) => Promise<void>) {
  // Held to the end of this connection, so a worker that dies half-way lets the next one begin again.
  await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', [template])
  const found = await admin.query('select 1 from pg_database where datname = $1', [template])
  if (found.rowCount) return
  // Filled under another name: a half-filled template must not be taken for a whole one.
  const unfinished = `${template}_new`
  await dropDatabase(admin, unfinished)
  await admin.query(`create database ${unfinished}`)
  await prepare(urlOf(unfinished))
  await admin.query(`alter database ${unfinished} rename to ${template}`)
}

async function dropDatabase(admin: pg.Client, name: string) {
  await admin.query(`drop database if exists ${name} with (force)`)
}

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: serverUrl().href })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

function serverUrl(): URL {
  const url = process.env.TEST_DATABASE_URL
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: run the tests with npm test, or by a vitest config that has testing/global-setup.ts',
    )
  return new URL(url)
}

function urlOf(database: string): string {
  const url = serverUrl()
  url.pathname = `/${database}`
  return url.href
}

const prefix = () => `test_${process.env.TEST_RUN ?? process.pid}`

/** At most 31 characters of a PostgreSQL name's 63, readable and unique to the key. */
function slug(key: string): string {
  const readable = key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 22)
  return `${readable}_${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
}
