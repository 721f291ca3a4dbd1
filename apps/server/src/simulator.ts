/** The payment simulator as a process of its own, which payment-service reaches by STRIPE_SIMULATOR_URL. */
import { ConfigError, openLog } from '@ecc/kit'
import { openSimulatorFrom } from '@ecc/payment-service/simulator'
import { stopOnSignal } from './signals.ts'

const { env } = process
const log = openLog({
  name: 'payment-simulator',
  level: env['LOG_LEVEL'] ?? 'info',
  ...(env['LOG_FILE'] ? { file: env['LOG_FILE'] } : {}),
})

try {
  const simulator = await openSimulatorFrom(env, env['DATABASE_URL'] ?? '', log)
  process.send?.('ready')
  stopOnSignal(() => simulator.close())
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
