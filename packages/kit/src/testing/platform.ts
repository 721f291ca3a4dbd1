/** Small services of a test, run together by the kit on a real PostgreSQL. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { OffsetClock } from '../clock.ts'
import { migratePlatform, openPlatform, type Platform, type PlatformOptions } from '../platform.ts'
import type { RunningService } from '../running-service.ts'
import type { ServiceDefinition } from '../service.ts'
import { testTokens } from '../testing.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** A folder of migrations made of file names and SQL, among the system's temporary files. */
export async function migrationFolder(files: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'ecc-migrations-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return pathToFileURL(`${folder}/`)
}

/** An empty database. */
export const emptyDatabase = (): Promise<TestDatabase> => testDatabase('empty', async () => {})

/** A database in which the kit has made the schemas and tables of these services. */
export function databaseFor(services: readonly ServiceDefinition[]): Promise<TestDatabase> {
  const key = services.map(({ name, migrations }) => name + String(migrations)).join(' ')
  return testDatabase(key, (url) => migratePlatform(url, services))
}

/** The service of that name, which must run in this platform. */
export function running(platform: Platform, name: string): RunningService {
  const service = platform.services.get(name)
  if (!service) throw new Error(`${name} does not run here`)
  return service
}

/** A process on an already migrated database. Stop it, then drop the database. */
export function openProcess(
  services: readonly ServiceDefinition[],
  databaseUrl: string,
  { env, ...options }: Partial<PlatformOptions> = {},
): Promise<Platform> {
  return openPlatform({
    services,
    env: { DATABASE_URL: databaseUrl, DATABASE_POOL_MAX: '4', JOB_CONCURRENCY: '2', ...env },
    log: pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' }),
    clock: new OffsetClock(),
    tokens: testTokens,
    migrate: false,
    jobPollMs: 200,
    ...options,
  })
}
