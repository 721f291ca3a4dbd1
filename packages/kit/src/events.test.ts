import { Shape, service } from '@ecc/contracts/define'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OffsetClock } from './clock.ts'
import { writeEvent } from './events.ts'
import type { Platform } from './platform.ts'
import { type Context, type Delivery, defineService, handle, subscribe } from './service.ts'
import type { TestDatabase } from './testing/database.ts'
import { databaseFor, migrationFolder, openProcess, running } from './testing/platform.ts'
import { anId } from './testing.ts'

const shop = service({ name: 'shop-service', port: 0, summary: 'Sells' })
const itemSold = shop.event('item.sold', Shape({ item: Type.String(), count: Type.Integer() }), 'An item was sold')
const stocktake = service({ name: 'stock-service', port: 0, summary: 'Counts' })
const getStock = stocktake.route('getStock', {
  method: 'GET',
  path: '/stock',
  access: 'service',
  summary: '',
  reply: Shape({ count: Type.Integer() }),
})
const stockCounted = stocktake.event('stock.counted', Shape({ item: Type.String() }), 'Stock was counted')

type Receive = (delivery: Delivery<typeof itemSold>, ctx: Context) => Promise<void>
/** What the two subscribers do; each test says. */
const behaviour: { stock: Receive; books: Receive } = { stock: async () => {}, books: async () => {} }
const nothing = { port: 0, config: Type.Object({}), routes: [] }
const services = [
  defineService({ ...nothing, name: 'shop-service', migrations: await migrationFolder({}) }),
  defineService({
    ...nothing,
    name: 'stock-service',
    migrations: await migrationFolder({ '0001_counted.sql': 'create table counted (item text)' }),
    routes: [handle(getStock, async () => ({ count: 7 }))],
    subscriptions: [subscribe(itemSold, (delivery, ctx: Context) => behaviour.stock(delivery, ctx))],
  }),
  defineService({
    ...nothing,
    name: 'books-service',
    migrations: await migrationFolder({}),
    subscriptions: [subscribe(itemSold, (delivery, ctx: Context) => behaviour.books(delivery, ctx))],
  }),
]

let database: TestDatabase
let platform: Platform
const clock = new OffsetClock()
const start = () => openProcess(services, database.url, { clock, runJobs: false })
beforeAll(async () => {
  database = await databaseFor(services)
  platform = await start()
})
afterAll(async () => {
  await platform.stop()
  await database.drop()
})
beforeEach(() => {
  behaviour.stock = async () => {}
  behaviour.books = async () => {}
})

const of = (name: string) => running(platform, name)
const sell = (item: string, options: { count?: number; aggregateId?: string } = {}) => {
  const { sql, context } = of('shop-service')
  const payload = { item, count: options.count ?? 1 }
  return sql.begin((tx) => context.emit(tx, itemSold, payload, options.aggregateId ?? item))
}
const parked = (name: string) =>
  of(name).sql<{ lastError: string }>`select last_error from parked_events order by sequence`
const unpublished = async () =>
  (await of('shop-service').sql.one<{ count: number }>`select count(*) as count from outbox where published_at is null`)
    .count

describe('an event', () => {
  it('reaches each subscriber once, with what was told', async () => {
    const [stock, books]: [Delivery<typeof itemSold>[], string[]] = [[], []]
    behaviour.stock = async (delivery) => void stock.push(delivery)
    behaviour.books = async ({ payload }) => void books.push(payload.item)
    await sell('lamp', { count: 2 })
    await expect.poll(() => books).toEqual(['lamp'])
    expect(stock).toMatchObject([{ payload: { item: 'lamp', count: 2 } }])
    expect(stock[0]?.occurredAt).toMatch(/Z$/)
    await expect.poll(unpublished).toBe(0)
  })

  it('is not told when its transaction is rolled back', async () => {
    const seen: string[] = []
    behaviour.books = async ({ payload }) => void seen.push(payload.item)
    const { sql, context } = of('shop-service')
    const failed = sql.begin(async (tx) => {
      await context.emit(tx, itemSold, { item: 'never', count: 1 }, 'never')
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await sell('after')
    await expect.poll(() => seen).toEqual(['after'])
  })

  it('that comes again changes nothing more', async () => {
    const { sql, receiver } = of('stock-service')
    behaviour.stock = ({ payload, once }) =>
      once(async (tx) => void (await tx`insert into counted (item) values (${payload.item})`))
    const message = {
      id: anId(),
      sequence: 1,
      sender: 'shop-service',
      name: 'item.sold',
      aggregateId: 'desk',
      payload: { item: 'desk', count: 1 },
      occurredAt: clock.now().toISOString(),
      trace: null,
    }
    await Promise.all([receiver.receive(message), receiver.receive(message)])
    await receiver.receive(message)
    expect(await sql`select item from counted where item = 'desk'`).toHaveLength(1)
  })

  it('whose subscription fails is tried again, and its effects are undone until then', async () => {
    let works = false
    behaviour.stock = ({ once }) =>
      once(async (tx) => {
        await tx`insert into counted (item) values ('chair')`
        if (!works) throw new Error('not yet')
      })
    await sell('chair')
    await expect.poll(() => parked('stock-service')).toEqual([{ lastError: 'not yet' }])
    const { sql, receiver } = of('stock-service')
    expect(await sql`select item from counted where item = 'chair'`).toEqual([])
    works = true
    expect(await receiver.retryParked()).toBe(0)
    clock.offsetMs += 60_000
    expect(await receiver.retryParked()).toBe(1)
    expect(await sql`select item from counted where item = 'chair'`).toHaveLength(1)
    expect(await parked('stock-service')).toEqual([])
  })

  it('waits for the earlier ones of its aggregate; other aggregates go on', async () => {
    let works = false
    const seen: string[] = []
    behaviour.stock = async ({ payload }) => {
      if (payload.item === 'a1' && !works) throw new Error('not yet')
      seen.push(payload.item)
    }
    await sell('a1', { aggregateId: 'a' })
    await sell('a2', { aggregateId: 'a' })
    await sell('b1', { aggregateId: 'b' })
    await sell('a3', { aggregateId: 'a' })
    await expect.poll(() => parked('stock-service')).toHaveLength(3)
    await expect.poll(() => seen).toEqual(['b1'])
    works = true
    clock.offsetMs += 60_000
    await of('stock-service').receiver.retryParked()
    expect(seen).toEqual(['b1', 'a1', 'a2', 'a3'])
    expect(await parked('stock-service')).toEqual([])
  })

  it('with a payload that breaks the contract is parked, and its subscription not run', async () => {
    let ran = false
    behaviour.stock = async () => {
      ran = true
    }
    await sell('fan', { count: 'two' as unknown as number })
    await expect
      .poll(() => parked('stock-service'))
      .toEqual([{ lastError: 'the payload of item.sold does not match its contract' }])
    expect(ran).toBe(false)
    await of('stock-service').sql`delete from parked_events`
  })

  it('that was committed before a crash is published by the next start', async () => {
    const seen: string[] = []
    behaviour.books = async ({ payload }) => void seen.push(payload.item)
    await platform.stop()
    const dying = await start()
    const { sql, relay } = running(dying, 'shop-service')
    await relay.stop()
    await sql.begin((tx) =>
      writeEvent(
        tx,
        itemSold,
        { item: 'rug', count: 1 },
        { id: anId(), aggregateId: 'rug', now: clock.now(), trace: null },
      ),
    )
    await dying.stop()
    expect(seen).toEqual([])
    platform = await start()
    await expect.poll(() => seen).toEqual(['rug'])
  })

  it('may have a subscription that calls a service and tells an event, in the trace of its cause', async () => {
    const answers: unknown[] = []
    behaviour.stock = async ({ once }, ctx) => {
      answers.push(await ctx.call(getStock))
      await once((tx) => ctx.emit(tx, stockCounted, { item: 'bed' }, 'bed'))
    }
    const trace = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    const { sql, relay } = of('shop-service')
    await sql.begin((tx) =>
      writeEvent(tx, itemSold, { item: 'bed', count: 1 }, { id: anId(), aggregateId: 'bed', now: clock.now(), trace }),
    )
    relay.wake()
    await expect
      .poll(() => of('stock-service').sql`select trace from outbox where name = 'stock.counted'`)
      .toEqual([{ trace }])
    expect(answers).toEqual([{ count: 7 }])
    expect(await parked('stock-service')).toEqual([])
  })

  it('is published once although two processes of its service run', async () => {
    const seen: string[] = []
    behaviour.books = async ({ payload }) => void seen.push(payload.item)
    const second = await start()
    const items = Array.from({ length: 30 }, (_, index) => `item-${index}`)
    for (const item of items) {
      await sell(item, { aggregateId: 'all' })
      running(second, 'shop-service').relay.wake()
    }
    await expect.poll(unpublished).toBe(0)
    expect(seen).toEqual(items)
    await second.stop()
  })
})

it('a service that follows one event twice does not start, since its inbox could not tell them apart', async () => {
  const twice = defineService({
    ...nothing,
    name: 'twice-service',
    subscriptions: [subscribe(itemSold, async () => {}), subscribe(itemSold, async () => {})],
  })
  await expect(openProcess([twice], database.url)).rejects.toThrow('twice-service follows item.sold twice')
})
