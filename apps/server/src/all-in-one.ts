/** The whole platform in one process on an embedded PostgreSQL: what `npm start`, development and the journeys run. */
import { join } from 'node:path'
import { getKeys } from '@ecc/contracts/auth'
import { OffsetClock, openLog, openPlatform, type Platform, startTelemetry } from '@ecc/kit'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@ecc/kit/embedded-postgres'
import { loadServices } from './services.ts'

/** What an all-in-one server may be told. */
export interface AllInOneOptions {
  env: Record<string, string | undefined>
  dataDir: string
  port: number
  /** The port of the embedded payment simulator; 3107 unless told. */
  simulatorPort?: number
  webRoot?: string
  host?: string
  clock?: OffsetClock
  /** `false` in tests: the database may lose data in a power cut. */
  durable?: boolean
}

/** A running all-in-one server. */
export interface AllInOne {
  platform: Platform
  clock: OffsetClock
  url: string
  embeddedDatabase: boolean
  stop(): Promise<void>
}

/** Starts everything. Throws before anything is left running. */
export async function startAllInOne(options: AllInOneOptions): Promise<AllInOne> {
  const clock = options.clock ?? new OffsetClock()
  const log = openLog({
    name: 'ecc',
    level: options.env['LOG_LEVEL'] ?? 'info',
    file: join(options.dataDir, 'server.log'),
  })
  const given = options.env['DATABASE_URL']
  const postgres: EmbeddedPostgres | undefined = given
    ? undefined
    : await startEmbeddedPostgres({ dataDir: join(options.dataDir, 'postgres'), durable: options.durable ?? true })
  try {
    const url = options.env['PUBLIC_URL'] ?? `http://localhost:${options.port}`
    const env = {
      ...(options.env['NODE_ENV'] === 'production' ? {} : { RATE_LIMIT_FACTOR: '100' }),
      PUBLIC_URL: url,
      STRIPE_WEBHOOK_URL: `http://127.0.0.1:${options.port}/api/v1/webhooks/stripe`,
      STRIPE_SIMULATOR_PORT: String(options.simulatorPort ?? 3107),
      ...(options.webRoot ? { WEB_ROOT: options.webRoot } : {}),
      ...options.env,
      DATABASE_URL: given ?? postgres?.url,
    }
    const telemetry = await startTelemetry(env, log)
    const platform = await openPlatform({ services: await loadServices(undefined), env, log, keys: getKeys, clock })
    await platform.listen('api-gateway', { host: options.host ?? '0.0.0.0', port: options.port })
    return {
      platform,
      clock,
      url,
      embeddedDatabase: postgres !== undefined,
      async stop() {
        await platform.stop()
        await telemetry.stop()
        await postgres?.stop()
      },
    }
  } catch (error) {
    await postgres?.stop()
    throw error
  }
}
