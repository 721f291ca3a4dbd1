import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Shape, service } from '@ecc/contracts/define'
import { notFound } from '@ecc/contracts/problems'
import { pino } from 'pino'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countDueJobs } from './jobs.ts'
import type { Platform } from './platform.ts'
import { type Context, defineService, handle, job, subscribe } from './service.ts'
import { startTelemetry } from './telemetry.ts'
import type { TestDatabase } from './testing/database.ts'
import { databaseFor, migrationFolder, openProcess, running } from './testing/platform.ts'

const kitchen = service({ name: 'kitchen-service', port: 0, summary: 'Cooks' })
const order = kitchen.route('order', {
  method: 'POST',
  path: '/orders',
  access: 'public',
  summary: '',
  status: 204,
  reply: Type.Null(),
})
const cooked = kitchen.event('meal.cooked', Shape({ meal: Type.String() }), 'A meal is ready')
const cellar = service({ name: 'cellar-service', port: 0, summary: 'Keeps' })
const fetchWine = cellar.route('fetchWine', {
  method: 'GET',
  path: '/wine',
  access: 'service',
  summary: '',
  reply: Shape({ wine: Type.String() }),
})
const missing = cellar.route('missing', {
  method: 'GET',
  path: '/missing',
  access: 'public',
  summary: '',
  reply: Type.Null(),
})
const fall = cellar.route('fall', { method: 'GET', path: '/fall', access: 'public', summary: '', reply: Type.Null() })

const log = pino({ level: 'silent' })
const nothing = { port: 0, config: Type.Object({}), migrations: await migrationFolder({}) }
const washUp = job('wash-up', Type.Object({}), async () => {})
const services = [
  defineService({
    ...nothing,
    name: 'kitchen-service',
    routes: [
      handle(order, async (_, ctx) => {
        await ctx.call(fetchWine)
        await ctx.sql.begin((tx) => ctx.emit(tx, cooked, { meal: 'soup' }, 'soup'))
        return null
      }),
    ],
  }),
  defineService({
    ...nothing,
    name: 'cellar-service',
    routes: [
      handle(fetchWine, async () => ({ wine: 'red' })),
      handle(missing, async () => {
        throw notFound()
      }),
      handle(fall, async () => {
        throw new Error('fell')
      }),
    ],
    subscriptions: [subscribe(cooked, ({ once }, ctx: Context) => once((tx) => ctx.addJob(tx, washUp, {})))],
    jobs: [washUp],
  }),
]

interface Span {
  service: string
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  kind: number
  status: { code?: number }
  attributes: { key: string; value: { intValue?: number; stringValue?: string } }[]
}

describe('with OpenTelemetry', () => {
  const spans: Span[] = []
  let collector: Server
  let database: TestDatabase
  let platform: Platform
  let env: Record<string, string>
  beforeAll(async () => {
    collector = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        spans.push(...spansOf(text))
        response.setHeader('content-type', 'application/json').end('{}')
      })
    })
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
    const { port } = collector.address() as AddressInfo
    env = { OTEL_ENABLED: '1', OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
    database = await databaseFor(services)
    platform = await openProcess(services, database.url)
  })
  afterAll(async () => {
    await platform.stop()
    await database.drop()
    collector.close()
  })

  it('one request is one trace through calls, events and jobs, of each service under its own name', async () => {
    const telemetry = await startTelemetry(env, log)
    const given = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
    const { app } = running(platform, 'kitchen-service')
    expect((await app.inject({ method: 'POST', url: '/orders', headers: { traceparent: given } })).statusCode).toBe(204)
    await expect.poll(() => running(platform, 'cellar-service').sql`select event_id from inbox`).toHaveLength(1)
    await expect.poll(() => countDueJobs(database.url)).toBe(0)
    await telemetry.stop()

    const ours = spans.filter(({ traceId }) => traceId === 'ab'.repeat(16))
    const named = (name: string, kind: number) => ours.find((span) => span.name === name && span.kind === kind)
    const [server, client, consumer] = [2, 3, 5]
    const tree = [
      named('order', server),
      named('fetchWine', client),
      named('fetchWine', server),
      named('meal.cooked', consumer),
      named('wash-up', consumer),
    ]
    expect(tree.map((span) => span?.service)).toEqual([
      'kitchen-service',
      'kitchen-service',
      'cellar-service',
      'cellar-service',
      'cellar-service',
    ])
    const ids = tree.map((span) => span?.spanId)
    expect(tree.map((span) => span?.parentSpanId)).toEqual(['cd'.repeat(8), ids[0], ids[1], ids[0], ids[3]])
  })

  it('a refusal carries its status, and only a fault is an error', async () => {
    const telemetry = await startTelemetry(env, log)
    const { app } = running(platform, 'cellar-service')
    for (const url of ['/missing', '/fall']) await app.inject({ url })
    await telemetry.stop()
    const outcomeOf = (name: string) => {
      const span = spans.find((one) => one.name === name)
      return [
        span?.attributes.find(({ key }) => key === 'http.response.status_code')?.value.intValue,
        span?.status.code,
      ]
    }
    expect(outcomeOf('missing')).toEqual([404, 0])
    expect(outcomeOf('fall')).toEqual([500, 2])
  })

  it('traces are kept in the share that is asked for, and passed on whatever it is', async () => {
    spans.length = 0
    const telemetry = await startTelemetry({ ...env, OTEL_TRACES_SAMPLE_RATIO: '0' }, log)
    const { app } = running(platform, 'cellar-service')
    expect((await app.inject({ url: '/missing' })).statusCode).toBe(404)
    await telemetry.stop()
    expect(spans).toEqual([])
  })

  it('a collector that is away harms nobody', async () => {
    const telemetry = await startTelemetry({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, log)
    const { app } = running(platform, 'cellar-service')
    expect((await app.inject({ url: '/missing' })).statusCode).toBe(404)
    await telemetry.stop()
  })
})

it('without OTEL_ENABLED nothing of OpenTelemetry is loaded', async () => {
  const program = `
    import { startTelemetry } from ${JSON.stringify(join(import.meta.dirname, 'telemetry.ts'))}
    import { registerHooks } from 'node:module'
    registerHooks({ resolve(specifier, context, next) { if (specifier.includes('opentelemetry')) console.log(specifier); return next(specifier, context) } })
    await startTelemetry({})
    console.log('started')`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
  expect(stdout.trim()).toBe('started')
})

function spansOf(text: string): Span[] {
  interface Resource {
    resource: { attributes: { key: string; value: { stringValue: string } }[] }
    scopeSpans: { spans: Omit<Span, 'service'>[] }[]
  }
  const { resourceSpans } = JSON.parse(text) as { resourceSpans: Resource[] }
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service })))
  })
}
