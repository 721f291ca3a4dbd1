/** The payment simulator as the platform runs it: beside payment-service in its process, or in one of its own. */
import { readConfig, untilDatabaseAnswers } from '@ecc/kit'
import pg from 'pg'
import { type Config, config as schema, simulatorKey } from './config.ts'
import { type RunningSimulator, startSimulator } from './simulator/simulator.ts'

/** What the simulator is opened with. */
interface SimulatorOpening {
  config: Config
  databaseUrl: string
  now: () => Date
  log: { warn(fields: object, message: string): void }
}

const connections = 8

/** Starts the simulator on its own connections. Throws when its port is taken. */
export async function openSimulator({ config, databaseUrl, now, log }: SimulatorOpening): Promise<RunningSimulator> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections })
  pool.on('error', () => {}) // an idle connection broke: the pool has dropped it, the next query opens another
  pool.on('connect', (client) => client.on('error', () => {})) // it broke between statements: the next one throws
  const simulator = await startSimulator({
    pool,
    port: config.STRIPE_SIMULATOR_PORT,
    secretKey: simulatorKey,
    publishableKey: config.STRIPE_PUBLISHABLE_KEY,
    webhook: { url: config.STRIPE_WEBHOOK_URL, secret: config.STRIPE_WEBHOOK_SECRET },
    now: () => now().getTime(),
    publicUrl: `${config.PUBLIC_URL}/dev/stripe`,
    report: (error) => log.warn({ error: String(error) }, 'the payment simulator met a fault'),
  }).catch(async (error: NodeJS.ErrnoException) => {
    await pool.end()
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`port ${config.STRIPE_SIMULATOR_PORT} is taken; set STRIPE_SIMULATOR_PORT to a free one`)
  })
  const close = async () => {
    await simulator.close()
    await pool.end()
  }
  return { ...simulator, close }
}

/** The same from an environment, for a process of its own. */
export async function openSimulatorFrom(
  env: Record<string, string | undefined>,
  databaseUrl: string,
  log: SimulatorOpening['log'],
): Promise<RunningSimulator> {
  await untilDatabaseAnswers(databaseUrl)
  // clock: the split way has no clock but the machine's
  return openSimulator({ config: readConfig(schema, env), databaseUrl, now: () => new Date(), log })
}
