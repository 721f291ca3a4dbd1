import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pay, sdk, secretKey, startTestWorld, type TestWorld, webhookSecret } from './testing.ts'

let world: TestWorld
let stripe: Stripe
beforeEach(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterEach(() => world.close())

const is = (type: string) => (received: { event: Stripe.Event }) => received.event.type === type

test('an event is signed so that the official SDK accepts it, and arrives at once', async () => {
  const started = performance.now()
  const intent = await pay(stripe, {})
  const [received] = await world.receiver.waitFor(is('payment_intent.succeeded'))
  expect(performance.now() - started).toBeLessThan(1000)
  const event = stripe.webhooks.constructEvent(received?.body ?? '', received?.signature ?? '', webhookSecret)
  expect(event).toMatchObject({ object: 'event', api_version: '2026-10-28.endive', livemode: false })
  expect(event.data.object).toMatchObject({ id: intent.id, status: 'succeeded' })
  expect(event.request?.id).toMatch(/^req_/)
  expect(() => stripe.webhooks.constructEvent(received?.body ?? '', received?.signature ?? '', 'whsec_other')).toThrow(
    'signature',
  )
})

test('every step of a payment is told', async () => {
  const intent = await pay(stripe, { payment_method: 'pm_card_authenticationRequired' })
  await fetch(intent.next_action?.redirect_to_url?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'outcome=complete',
  })
  await stripe.refunds.create({ payment_intent: intent.id })
  await world.receiver.waitFor(is('charge.refunded'))
  const events = await stripe.events.list({ limit: 100 })
  expect(events.data.map(({ type }) => type).reverse()).toEqual([
    'payment_intent.created',
    'payment_intent.requires_action',
    'charge.succeeded',
    'payment_intent.succeeded',
    'refund.created',
    'charge.refunded',
  ])
  expect((await stripe.events.list({ type: 'charge.succeeded' })).data).toHaveLength(1)
  expect((await stripe.events.list({ created: { gte: intent.created + 3600 } })).data).toEqual([])
  expect(await stripe.events.retrieve(events.data[0]?.id ?? '')).toEqual(events.data[0])
})

test('a request that is refused tells of nothing', async () => {
  await pay(stripe, { amount: 49 }).catch(() => undefined)
  await pay(stripe, { payment_method: 'pm_none' }).catch(() => undefined)
  expect((await stripe.events.list()).data).toEqual([])
})

test('an event refused by the receiver comes again until it is taken', async () => {
  world.receiver.status = 500
  await stripe.customers.create({})
  await expect.poll(async () => attempts(), { timeout: 5000 }).toBeGreaterThan(0)
  world.receiver.status = 200
  const [received] = await world.receiver.waitFor(is('customer.created'))
  expect(received?.event.type).toBe('customer.created')
  await expect.poll(() => eventStates()).toEqual({ delivered: 1 })
})

test('an event not delivered before the end of the process is delivered after the next start', async () => {
  await world.control('/_sim/webhooks', { mode: 'paused' })
  await stripe.customers.create({})
  await world.restart(async () => {
    expect(world.receiver.received).toEqual([])
  })
  await world.receiver.waitFor(is('customer.created'))
})

test('an attempt cut short by a kill is made again after the start', async () => {
  await world.control('/_sim/webhooks', { mode: 'paused' })
  await stripe.customers.create({})
  await world.restart(async () => {
    await world.pool.query('update stripe_simulator.events set attempts = 1, due_at_ms = $1', [Date.now() + 60_000])
  })
  await world.receiver.waitFor(is('customer.created'))
})

test.each(Array.from({length:25},(_,i)=>i))('killed %i', async () => {
  const watch = setTimeout(async () => { console.log('STUCK', JSON.stringify((await world.pool.query('select seq,type,delivery,attempts,due_at_ms-$1 as in_ms,last_error from stripe_simulator.events order by seq',[Date.now()])).rows), world.receiver.types()) }, 9000)
  world.receiver.status = 500
  const child = await startElsewhere()
  const intent = await pay(sdk(child.port))
  child.process.kill('SIGKILL')
  await once(child.process, 'exit')
  world.receiver.status = 200
  await world.restart()
  const [received] = await world.receiver.waitFor(is('payment_intent.succeeded'))
  clearTimeout(watch)
  expect(received?.event.data.object).toMatchObject({ id: intent.id })
})

/** The same simulator on the same database, in a process of its own. */
async function startElsewhere(): Promise<{ process: ChildProcess; port: number }> {
  const program = `
    const { default: pg } = await import('pg')
    const { startSimulator } = await import(${JSON.stringify(new URL('simulator.ts', import.meta.url).href)})
    const pool = new pg.Pool({ connectionString: ${JSON.stringify(world.databaseUrl)} })
    const webhook = { url: ${JSON.stringify(world.receiver.url)}, secret: ${JSON.stringify(webhookSecret)} }
    const { port } = await startSimulator({ pool, port: 0, secretKey: ${JSON.stringify(secretKey)}, webhook })
    process.send(port)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [port] = (await once(child, 'message')) as [number]
  return { process: child, port }
}

test('in mode duplicate every event comes twice', async () => {
  await world.control('/_sim/webhooks', { mode: 'duplicate' })
  await stripe.customers.create({})
  const received = await world.receiver.waitFor(is('customer.created'), 2)
  expect(new Set(received.map(({ event }) => event.id)).size).toBe(1)
})

test('in mode reordered the newest of a burst comes first', async () => {
  await world.control('/_sim/webhooks', { mode: 'reordered' })
  await pay(stripe)
  await world.receiver.waitFor(is('payment_intent.created'))
  expect(world.receiver.types()).toEqual(['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created'])
})

test('in mode dropped events are lost but can be listed and sent again', async () => {
  await world.control('/_sim/webhooks', { mode: 'dropped' })
  await stripe.customers.create({})
  await expect.poll(() => eventStates()).toEqual({ dropped: 1 })
  expect((await stripe.events.list()).data).toHaveLength(1)
  await world.control('/_sim/webhooks', { mode: 'normal' })
  expect(await world.control('/_sim/webhooks/redeliver')).toEqual({ redelivered: 1 })
  const [received] = await world.receiver.waitFor(is('customer.created'))
  await expect.poll(() => eventStates()).toEqual({ delivered: 1 })
  await world.control('/_sim/webhooks/redeliver', { events: [received?.event.id] })
  await world.receiver.waitFor(is('customer.created'), 2)
})

async function eventStates(): Promise<object> {
  const state = await world.control('/_sim/state', {}, 'GET')
  return (state['webhooks'] as { events: object } | undefined)?.events ?? {}
}

async function attempts(): Promise<number> {
  const { rows } = await world.pool.query('select coalesce(max(attempts), 0) as max from stripe_simulator.events')
  return Number(rows[0].max)
}
