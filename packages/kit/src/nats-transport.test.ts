import { Shape, service } from '@ecc/contracts/define'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findProgram } from './local-programs.ts'
import type { Platform } from './platform.ts'
import { type Delivery, defineService, subscribe } from './service.ts'
import type { TestDatabase } from './testing/database.ts'
import { type Engine, startNats } from './testing/engine.ts'
import { databaseFor, migrationFolder, openProcess, running } from './testing/platform.ts'

const { event } = service({ name: 'press-service', port: 0, summary: 'Prints' })
const printed = event('page.printed', Shape({ page: Type.Integer() }), 'A page was printed')
const nothing = { port: 0, config: Type.Object({}), routes: [], migrations: await migrationFolder({}) }
/** What the reader does; each test says. */
let read: (delivery: Delivery<typeof printed>) => Promise<void>
const press = defineService({ ...nothing, name: 'press-service' })
const reader = defineService({
  ...nothing,
  name: 'reader-service',
  subscriptions: [subscribe(printed, (delivery) => read(delivery))],
})

const hasNats = findProgram('nats-server') !== undefined
if (!hasNats) console.log('skipped: events over NATS, since nats-server is not installed')

describe.runIf(hasNats)('an event over NATS', () => {
  let nats: Engine
  let database: TestDatabase
  let pressProcess: Platform
  let readerProcess: Platform
  let pages: number[]
  const start = (definition: typeof press) =>
    openProcess([definition], database.url, { runJobs: false, env: { NATS_URL: nats.url } })
  beforeAll(async () => {
    nats = await startNats()
    database = await databaseFor([press, reader])
    pressProcess = await start(press)
    readerProcess = await start(reader)
  })
  afterAll(async () => {
    await Promise.all([pressProcess.stop(), readerProcess.stop()])
    await nats.remove()
    await database.drop()
  })
  beforeEach(() => {
    pages = []
    read = note
  })
  // NATS may bring again what it was told is done, when it is killed: hence `once`.
  const note: typeof read = ({ payload, once }) => once(async () => void pages.push(payload.page))

  const print = (page: number) => {
    const { sql, context } = running(pressProcess, 'press-service')
    return sql.begin((tx) => context.emit(tx, printed, { page }, 'book'))
  }
  const unpublished = async () =>
    (await running(pressProcess, 'press-service').sql`select id from outbox where published_at is null`).length

  it('reaches a service in another process once, in order', async () => {
    const all = Array.from({ length: 40 }, (_, page) => page)
    for (const page of all) await print(page)
    await expect.poll(() => pages.length, { timeout: 10_000 }).toBe(40)
    expect(pages).toEqual(all)
  })

  it('published twice, as after a crash of the sender, is read once', async () => {
    const { sql, relay } = running(pressProcess, 'press-service')
    await print(100)
    await expect.poll(() => pages).toEqual([100])
    await sql`update outbox set published_at = null where payload->>'page' = '100'`
    relay.wake()
    await print(101)
    await expect.poll(() => pages).toEqual([100, 101])
    await expect.poll(unpublished).toBe(0)
  })

  it('comes again when the receiver cannot even keep it, and the later ones wait', async () => {
    const { sql } = running(readerProcess, 'reader-service')
    await sql`alter table parked_events rename to hidden`
    await print(200)
    await print(201)
    await expect.poll(unpublished).toBe(0)
    expect(pages).toEqual([])
    await sql`alter table hidden rename to parked_events`
    await expect.poll(() => pages, { timeout: 10_000 }).toEqual([200, 201])
  })

  it('whose subscription fails is kept by the receiver, in order, and not by the stream', async () => {
    read = async () => {
      throw new Error('not yet')
    }
    await print(300)
    await print(301)
    const { sql, receiver } = running(readerProcess, 'reader-service')
    await expect.poll(() => sql`select event_id from parked_events`).toHaveLength(2)
    expect(await waitingInStream()).toBe(0)
    read = note
    await sql`update parked_events set next_attempt_at = now() - interval '1 minute'`
    await receiver.retryParked()
    expect(pages).toEqual([300, 301])
  })

  it('told while its reader is away waits for it', async () => {
    await readerProcess.stop()
    await print(400)
    await expect.poll(unpublished).toBe(0)
    expect(pages).toEqual([])
    readerProcess = await start(reader)
    await expect.poll(() => pages).toEqual([400])
  })

  it('outlives a crash of NATS: what is told meanwhile follows when it is back, in order', async () => {
    await nats.kill()
    await print(500)
    await print(501)
    expect(await unpublished()).toBe(2)
    await nats.start()
    await expect.poll(() => pages, { timeout: 15_000 }).toEqual([500, 501])
    await print(502)
    await expect.poll(() => pages, { timeout: 10_000 }).toEqual([500, 501, 502])
  }, 40_000)

  it('keeps no process from stopping while NATS is away', async () => {
    await nats.kill()
    await Promise.all([pressProcess.stop(), readerProcess.stop()])
    await nats.start()
    ;[pressProcess, readerProcess] = [await start(press), await start(reader)]
    await print(600)
    await expect.poll(() => pages, { timeout: 15_000 }).toEqual([600])
  }, 40_000)

  it('told by a process that starts while NATS is away waits in the outbox, and follows when NATS comes', async () => {
    await Promise.all([pressProcess.stop(), readerProcess.stop()])
    await nats.kill()
    ;[pressProcess, readerProcess] = [await start(press), await start(reader)]
    expect(await health()).toMatchObject({ status: 'degraded', nats: 'degraded', ready: 200 })
    await print(700)
    expect(await unpublished()).toBe(1)
    await nats.start()
    await expect.poll(() => pages, { timeout: 15_000 }).toEqual([700])
    expect(await health()).toMatchObject({ status: 'up', nats: 'up', ready: 200 })
  }, 40_000)

  it('keeps no process from stopping that has never met NATS', async () => {
    await nats.kill()
    const lonely = await start(press)
    await lonely.stop()
    await nats.start()
  })

  /** What the sender says of itself, and of NATS. */
  async function health() {
    const { app } = running(pressProcess, 'press-service')
    const { status, dependencies } = (await app.inject('/health')).json<{
      status: string
      dependencies: { name: string; status: string }[]
    }>()
    const nats = dependencies.find(({ name }) => name === 'nats')?.status
    return { status, nats, ready: (await app.inject('/readyz')).statusCode }
  }

  async function waitingInStream(): Promise<number> {
    const connection = await connect({ servers: nats.url })
    const { num_ack_pending, num_pending } = await (await jetstreamManager(connection)).consumers.info(
      'ECC',
      'reader-service--page-printed',
    )
    await connection.close()
    return num_ack_pending + num_pending
  }
})
