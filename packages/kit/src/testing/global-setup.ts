import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../embedded-postgres.ts'
import { dropTestDatabases } from './database.ts'

/**
 * Vitest's global setup: one PostgreSQL for the whole run, whose URL the workers find in `TEST_DATABASE_URL`. A server
 * named there beforehand is used instead; its role must be a superuser, and what the run made in it is dropped at the end.
 */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.TEST_RUN = randomBytes(4).toString('hex')
  if (process.env.TEST_DATABASE_URL) return dropTestDatabases

  const dataDir = await mkdtemp(join(tmpdir(), 'ecc-test-postgres-'))
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
  process.env.TEST_DATABASE_URL = postgres.url
  return async () => {
    delete process.env.TEST_DATABASE_URL
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
