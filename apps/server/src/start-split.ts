/** `npm run start:split`: every service as a process of its own, with NATS between them; a crashed one is started again. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { allServices } from '@ecc/contracts/all'
import { startEmbeddedPostgres } from '@ecc/kit/embedded-postgres'
import { answers, findProgram } from '@ecc/kit/local-programs'
import { serviceNames } from './services.ts'
import { stopOnSignal } from './signals.ts'
import { buildWebIfStale, webRoot } from './web-build.ts'

const { env } = process
const dataDir = resolve(env['DATA_DIR'] ?? join(import.meta.dirname, '../../../.data'))
const natsPort = 4223
const restartPauseMs = 1_000
const readyTimeoutMs = 60_000

const children = new Map<string, ChildProcess>()
let stopping = false

async function main(): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const names = env['SERVICES'] ? env['SERVICES'].split(',').map((name) => name.trim()) : serviceNames
  if (names.includes('api-gateway'))
    await buildWebIfStale(() => process.stdout.write('  Building the web app, once …\n'))
  const postgres = env['DATABASE_URL'] ? undefined : await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') })
  const nats = env['NATS_URL'] ? undefined : await startNats()
  const simulated = !env['STRIPE_SECRET_KEY'] && names.includes('payment-service')
  const port = env['API_GATEWAY_PORT'] ?? '8080'
  const shared = {
    RATE_LIMIT_FACTOR: '100',
    PUBLIC_URL: `http://localhost:${port}`,
    STRIPE_WEBHOOK_URL: `http://127.0.0.1:${port}/api/v1/webhooks/stripe`,
    WEB_ROOT: webRoot,
    HOST: '127.0.0.1',
    LOG_FILE: join(dataDir, 'split.log'),
    ...env,
    DATABASE_URL: env['DATABASE_URL'] ?? postgres?.url,
    NATS_URL: env['NATS_URL'] ?? `nats://127.0.0.1:${natsPort}`,
    ...(simulated ? { STRIPE_SIMULATOR_URL: `http://127.0.0.1:${env['STRIPE_SIMULATOR_PORT'] ?? 3107}` } : {}),
  }
  stopOnSignal(async () => {
    stopping = true
    await Promise.all([...children.values()].map(stopChild))
    nats?.kill('SIGTERM')
    await postgres?.stop()
  })
  if (simulated) await keepRunning('payment-simulator', 'simulator.ts', shared)
  await Promise.all(names.map((name) => keepRunning(name, 'main.ts', { ...shared, SERVICES: name })))
  const ports = allServices
    .filter(({ name }) => names.includes(name))
    .map(
      ({ name, port }) =>
        `  ${name.padEnd(22)}http://127.0.0.1:${env[`${name.replaceAll('-', '_').toUpperCase()}_PORT`] ?? port}`,
    )
  if (simulated) ports.push(`  ${'payment-simulator'.padEnd(22)}${shared.STRIPE_SIMULATOR_URL}`)
  process.stdout.write(
    `\n  Esport Coach Connect is running, split\n\n${ports.join('\n')}\n\n  Log ${shared.LOG_FILE}\n  Ctrl-C stops it.\n\n`,
  )
}

/** Resolves when the program listens. When it ends after that, it is started again at once, and then until it stays. */
async function keepRunning(name: string, file: string, settings: Record<string, string | undefined>): Promise<void> {
  const { ended } = await startProgram(name, file, settings)
  void ended.then(async (why) => {
    for (let reason = why; !stopping; ) {
      process.stderr.write(`  ${name} ended (${reason}); starting it again\n`)
      try {
        return await keepRunning(name, file, settings)
      } catch (error) {
        reason = (error as Error).message
      }
      await new Promise((resolve) => setTimeout(resolve, restartPauseMs))
    }
  })
}

/** A program that listens. `ended` resolves with how it came to its end. */
interface Started {
  ended: Promise<string>
}

/** Rejects when the program ends before it listens, or does not listen in time. */
function startProgram(name: string, file: string, settings: Record<string, string | undefined>): Promise<Started> {
  const child = fork(join(import.meta.dirname, file), { env: settings as NodeJS.ProcessEnv, detached: false })
  children.set(name, child)
  const ended = new Promise<string>((done) => child.once('exit', (code, signal) => done(signal ?? `exit code ${code}`)))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), readyTimeoutMs)
    child.once('message', () => {
      clearTimeout(timer)
      resolve({ ended })
    })
    void ended.then((why) => {
      clearTimeout(timer)
      reject(new Error(`${name} did not start (${why})`))
    })
  })
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** Starts a NATS server of our own, when there is one on this machine. */
async function startNats(): Promise<ChildProcess> {
  const binary = findProgram('nats-server')
  if (!binary) {
    throw new Error(
      'Separate processes tell each other events through NATS JetStream, and none is here.\n' +
        '  Run scripts/setup-local-dev.sh to install one, or set NATS_URL. Without NATS, `npm start` runs all in one process.',
    )
  }
  const child = spawn(binary, ['-a', '127.0.0.1', '-p', String(natsPort), '-js', '-sd', join(dataDir, 'nats')], {
    stdio: 'ignore',
  })
  await reachable(natsPort, child)
  return child
}

async function reachable(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error('nats-server ended at once; is its port free?')
    if (await answers(port)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('nats-server does not answer')
}

try {
  await main()
} catch (error) {
  console.error(`\n  ${(error as Error).message}\n`)
  stopping = true
  await Promise.all([...children.values()].map(stopChild))
  process.exit(1)
}
