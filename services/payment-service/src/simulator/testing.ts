import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import Stripe from 'stripe'
import { checkAnswer, checkingHttpClient } from './answer-schemas.ts'
import { type RunningSimulator, type SimulatorOptions, startSimulator } from './simulator.ts'

export const webhookSecret = 'whsec_simulator_tests'
export const secretKey = 'sk_test_simulator'

/** A received event, and whether its signature held. */
export interface Received {
  event: Stripe.Event
  body: string
  signature: string
}

/** A simulator on a database of its own, the official SDK pointed at it, and a receiver of its events. */
export interface TestWorld {
  stripe: Stripe
  pool: pg.Pool
  databaseUrl: string
  receiver: Receiver
  url(): string
  /** Stops the simulator and starts it again on the same database. */
  restart(whileDown?: () => Promise<void>): Promise<void>
  control(path: string, body?: object, method?: string): Promise<Record<string, never>>
  close(): Promise<void>
}

/** An HTTP server that keeps what it gets. While `status` is not 200 it refuses. */
interface Receiver {
  url: string
  status: number
  received: Received[]
  /** Resolves when an event fulfils the condition; the test's time limit is the limit. */
  waitFor(condition: (received: Received) => boolean, count?: number): Promise<Received[]>
  types(): string[]
  /** Throws when an event was not as its schema says. */
  close(): Promise<void>
}

/** Starts everything on a fresh database made with TEST_DATABASE_URL, the url of a superuser. */
export async function startTestWorld(options: Partial<SimulatorOptions> = {}): Promise<TestWorld> {
  const database = await createDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 10 })
  const receiver = await startReceiver()
  const start = (port: number): Promise<RunningSimulator> =>
    startSimulator({ pool, port, secretKey, webhook: { url: receiver.url, secret: webhookSecret }, ...options })
  let simulator = await start(0)
  const { port } = simulator

  async function restart(whileDown: () => Promise<void> = async () => undefined): Promise<void> {
    await simulator.close()
    await whileDown()
    simulator = await start(port)
  }

  async function control(path: string, body: object = {}, method = 'POST'): Promise<Record<string, never>> {
    const init = method === 'GET' ? { method } : { method, body: JSON.stringify(body) }
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${simulator.url}${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, never>
  }

  async function close(): Promise<void> {
    await simulator.close()
    await receiver.close()
    await pool.end()
    await database.drop()
  }

  return {
    stripe: sdk(port),
    pool,
    databaseUrl: database.url,
    receiver,
    url: () => simulator.url,
    restart,
    control,
    close,
  }
}

/** The official SDK, without retries of its own unless asked for; every answer is held to its schema. */
export function sdk(port: number, config: Partial<Stripe.StripeConfig> = {}, key = secretKey): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: checkingHttpClient(),
    ...config,
  })
}

/** Dropping waits for the server to see the connections end. */
async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const superuserUrl = process.env['TEST_DATABASE_URL']
  if (superuserUrl === undefined) throw new Error('TEST_DATABASE_URL must name a PostgreSQL superuser')
  const name = `simulator_${randomBytes(6).toString('hex')}`
  const run = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: superuserUrl })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await run(`create database ${name}`)
  const url = new URL(superuserUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database ${name}`) }
}

async function startReceiver(): Promise<Receiver> {
  const waiting = new Set<() => void>()
  const faults: unknown[] = []
  const noteFault = (body: string) => {
    try {
      checkAnswer(JSON.parse(body))
    } catch (error) {
      faults.push(error)
    }
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const signature = String(request.headers['stripe-signature'])
      noteFault(body)
      if (receiver.status === 200) receiver.received.push({ event: JSON.parse(body) as Stripe.Event, body, signature })
      response.writeHead(receiver.status).end()
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    status: 200,
    received: [],
    types: () => receiver.received.map(({ event }) => event.type),
    waitFor: (condition, count = 1) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = receiver.received.filter(condition)
          if (found.length < count) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () =>
      new Promise((resolve, reject) => {
        server.close(() => (faults.length === 0 ? resolve() : reject(faults[0] as Error)))
        server.closeAllConnections()
      }),
  }
  return receiver
}

/** An intent that a card can pay without leaving the page. */
export async function pay(
  stripe: Stripe,
  params: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount: 10_000,
    currency: 'eur',
    payment_method: 'pm_card_visa',
    allowed_payment_method_types: ['card'],
    confirm: true,
    ...params,
  })
}

/** A connected account that can be paid. */
export async function activeAccount(world: TestWorld): Promise<Stripe.Account> {
  const { stripe } = world
  const account = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } })
  const link = await stripe.accountLinks.create({
    account: account.id,
    type: 'account_onboarding',
    refresh_url: 'https://shop.example/again',
    return_url: 'https://shop.example/done',
  })
  await press(link.url, 'activate')
  return stripe.accounts.retrieve(account.id)
}

/** Presses a button of a hosted page; resolves with the address it sends the browser to. */
export async function press(url: string, outcome: string): Promise<string | null> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `outcome=${outcome}`,
    redirect: 'manual',
  })
  return response.headers.get('location')
}

/** The Stripe error a call was refused with; throws when it was not refused. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error
    throw error
  }
  throw new Error('the call was not refused')
}
