/** The backend program, as containers run it: the services named in SERVICES, each on its port, until told to stop. */
import { getKeys } from '@ecc/contracts/auth'
import { ConfigError, openLog, openPlatform, startTelemetry } from '@ecc/kit'
import { loadServices } from './services.ts'
import { stopOnSignal } from './signals.ts'

const { env } = process
const log = openLog({
  name: 'ecc',
  level: env['LOG_LEVEL'] ?? 'info',
  ...(env['LOG_FILE'] ? { file: env['LOG_FILE'] } : {}),
})

async function main(): Promise<() => Promise<void>> {
  const services = await loadServices(env['SERVICES'])
  const telemetry = await startTelemetry(env, log)
  const platform = await openPlatform({ services, env, log, keys: getKeys })
  const host = env['HOST'] ?? '0.0.0.0'
  for (const { name, port } of services) {
    const chosen = Number(env[`${name.replaceAll('-', '_').toUpperCase()}_PORT`] ?? port)
    const listening = await platform.listen(name, { host, port: chosen })
    log.info({ service: name, host, port: listening.port }, 'listening')
  }
  return async () => {
    await platform.stop()
    await telemetry.stop()
  }
}

try {
  const stop = await main()
  process.send?.('ready')
  stopOnSignal(stop)
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message)
  else console.error(error)
  process.exit(1)
}
