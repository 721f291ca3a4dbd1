/** `npm start`: the whole product on this machine, with demo data on the first start. */
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { ConfigError, OffsetClock, takeFailpointOrders } from '@ecc/kit'
import { type AllInOne, startAllInOne } from './all-in-one.ts'
import { demoAccounts, loadDemoData } from './demo/demo-data.ts'
import { portFrom, requireFreePort } from './port.ts'
import { stopOnSignal } from './signals.ts'
import { buildWebIfStale, webRoot } from './web-build.ts'

const { env } = process
const dataDir = resolve(env['DATA_DIR'] ?? join(import.meta.dirname, '../../../.data'))
const demoMark = join(dataDir, 'demo-data-loaded')
const flags = ['--reset', '--yes']

async function main(): Promise<void> {
  refuseUnknownArguments()
  const port = portFrom(env, 'PORT', 8080)
  const simulatorPort = portFrom(env, 'STRIPE_SIMULATOR_PORT', 3107)
  if (process.argv.includes('--reset')) await reset()
  await requireFreePort(port, 'PORT')
  if (!env['STRIPE_SECRET_KEY']) await requireFreePort(simulatorPort, 'STRIPE_SIMULATOR_PORT')
  await mkdir(dataDir, { recursive: true })
  await buildWebIfStale(() => step('Building the web app, once'))
  if (!env['DATABASE_URL'] && !existsSync(join(dataDir, 'postgres'))) step('Creating the database')
  const server = await startAllInOne({ env, dataDir, port, simulatorPort, webRoot, ...underTest() })
  stopOnSignal(async () => {
    process.stdout.write('\nStopping … ')
    await server.stop()
    process.stdout.write('done\n')
  })
  if (wantsDemoData()) await fillWithDemoData(server)
  printScreen(server)
}

function refuseUnknownArguments(): void {
  const unknown = process.argv.slice(2).filter((argument) => !flags.includes(argument))
  if (unknown.length > 0)
    throw new Error(
      `npm start knows ${flags.join(' and ')}, not ${unknown.join(' ')}.\nAnother port is chosen so:  PORT=8090 npm start`,
    )
}

/** What a test of crashes tells the process it starts: where to fail, and how far its clock had come. */
function underTest(): { clock?: OffsetClock } {
  if (env['NODE_ENV'] !== 'test') return {}
  if (env['FAILPOINTS']) takeFailpointOrders(env['FAILPOINTS'])
  const clock = new OffsetClock()
  clock.offsetMs = Number(env['CLOCK_OFFSET_MS'] ?? 0)
  return { clock }
}

function wantsDemoData(): boolean {
  return env['DEMO_DATA'] !== 'off' && env['NODE_ENV'] !== 'production' && !env['DATABASE_URL'] && !existsSync(demoMark)
}

async function fillWithDemoData(server: AllInOne): Promise<void> {
  step('Filling in demo data, once')
  await loadDemoData(server, (done, total) => process.stdout.isTTY && process.stdout.write(`\r  ${done}/${total} `))
  if (process.stdout.isTTY) process.stdout.write('\r')
  await writeFile(demoMark, `${new Date().toISOString()}\n`)
}

async function reset(): Promise<void> {
  if (!existsSync(dataDir)) return
  if (!process.argv.includes('--yes')) {
    if (!process.stdin.isTTY) throw new Error('--reset asks before it deletes; without a terminal add --yes')
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    const answer = await terminal.question(
      `This deletes everything in ${dataDir}: accounts, bookings, payments. Type "yes" to go on: `,
    )
    terminal.close()
    if (answer.trim() !== 'yes') throw new Error('Nothing was deleted.')
  }
  await rm(dataDir, { recursive: true, force: true })
}

function step(text: string): void {
  process.stdout.write(`  ${text} …\n`)
}

function printScreen({ url, embeddedDatabase }: AllInOne): void {
  const line = (name: string, text: string) => `  ${name.padEnd(12)}${text}`
  const engine = (real: string | undefined, embedded: string) =>
    real ? `real, ${new URL(real).host}` : `embedded (${embedded})`
  const demo = existsSync(demoMark)
    ? [
        '  Sign in as',
        ...demoAccounts.map(({ role, email, password }) => line(`  ${role}`, `${email}  ·  ${password}`)),
        '',
      ]
    : []
  const screen = [
    '',
    '  Esport Coach Connect is running',
    '',
    line('Web app', url),
    line('API', `${url}/api/docs`),
    line('Mailbox', env['SMTP_URL'] ? 'mail goes out by SMTP' : `${url}/dev/mailbox`),
    line('Health', `${url}/health`),
    '',
    ...demo,
    line('Database', embeddedDatabase ? `embedded PostgreSQL, data in ${dataDir}` : engine(env['DATABASE_URL'], '')),
    line('Events', engine(env['NATS_URL'], 'in this process')),
    line('Cache', engine(env['REDIS_URL'], 'in this process')),
    line('Payments', env['STRIPE_SECRET_KEY'] ? 'Stripe' : 'simulator; no real money. Test card 4242 4242 4242 4242'),
    line('Video', 'browser to browser'),
    line('Log', join(dataDir, 'server.log')),
    '',
    '  Ctrl-C stops it.  `npm start -- --reset` begins anew.',
    '',
  ]
  process.stdout.write(`${screen.join('\n')}\n`)
}

try {
  await main()
} catch (error) {
  const expected = error instanceof ConfigError || (error instanceof Error && !('code' in error))
  console.error(
    `\n  ${expected ? (error as Error).message.replaceAll('\n', '\n  ') : String((error as Error).stack)}\n`,
  )
  process.exit(1)
}
