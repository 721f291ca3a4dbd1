import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ProblemError, problem, type Route, Shape, service } from '@ecc/contracts/define'
import { notFound, timedOut, unavailable } from '@ecc/contracts/problems'
import { ById, Nullable } from '@ecc/contracts/vocabulary'
import { Type } from 'typebox'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeCall } from './call.ts'
import { serviceIdentity } from './identity.ts'
import type { Platform } from './platform.ts'
import { type Call, type Context, defineService, handle, raw } from './service.ts'
import type { TestDatabase } from './testing/database.ts'
import { databaseFor, migrationFolder, openProcess, running } from './testing/platform.ts'
import { anId, aPlayer } from './testing.ts'

const library = service({ name: 'library-service', port: 0, summary: 'Lends' })
const lentOut = problem('lent-out', 409, 'Somebody has it')
const Book = Shape({ id: Type.String(), note: Nullable(Type.String()), by: Nullable(Type.String()) })
const getBook = library.route('getBook', {
  method: 'GET',
  path: '/books/:id',
  access: 'service',
  summary: '',
  params: ById,
  query: Shape({ note: Type.Optional(Type.String()) }),
  reply: Book,
})
const lend = library.route('lend', {
  method: 'POST',
  path: '/loans',
  access: 'self',
  summary: '',
  body: Shape({ id: Type.String() }),
  status: 201,
  reply: Book,
  problems: [lentOut],
})
const giveBack = library.route('giveBack', {
  method: 'DELETE',
  path: '/loans/:id',
  access: 'service',
  summary: '',
  params: ById,
  status: 204,
  reply: Type.Null(),
})
const getCard = library.route('getCard', {
  method: 'GET',
  path: '/card',
  access: 'service',
  summary: '',
  rawReply: 'text/plain',
  reply: Type.Unknown(),
})
const dream = library.route('dream', {
  method: 'GET',
  path: '/dream',
  access: 'service',
  summary: '',
  reply: Type.Null(),
})
const fall = library.route('fall', {
  method: 'POST',
  path: '/fall',
  access: 'service',
  summary: '',
  reply: Type.Null(),
})

const school = service({ name: 'school-service', port: 0, summary: 'Reads' })
const study = school.route('study', {
  method: 'GET',
  path: '/study',
  access: 'public',
  summary: '',
  timeoutMs: 150,
  reply: Book,
})

/** The deadline that `dream` was given last. */
let deadlineMs = 0
const librarySide = defineService({
  name: 'library-service',
  port: 0,
  config: Type.Object({}),
  routes: [
    handle(getBook, async ({ params, query, caller }) => {
      if (params.id.startsWith('0')) throw notFound(`no book ${params.id}`)
      return { id: params.id, note: query.note ?? null, by: caller?.userId ?? null }
    }),
    handle(lend, async ({ body }) => {
      throw lentOut('until Friday', { id: body.id, days: 3 })
    }),
    handle(giveBack, async () => null),
    handle(getCard, async () => raw('text/plain', 'a card')),
    handle(dream, ({ http }) => {
      deadlineMs = Number(http.headers['x-deadline-ms'])
      return new Promise(() => {})
    }),
    handle(fall, async () => {
      throw new Error('fell')
    }),
  ],
})
const schoolSide = defineService({
  name: 'school-service',
  port: 0,
  config: Type.Object({}),
  migrations: await migrationFolder({}),
  routes: [
    handle(study, async (_, ctx) => {
      await ctx.call(dream)
      return expect.unreachable()
    }),
  ],
})

let database: TestDatabase
const platforms: Platform[] = []
const servers: Server[] = []
/** The school in one process with the library, and in a process of its own. */
let together: Context
let apart: Context
let apartPlatform: Platform
beforeAll(async () => {
  database = await databaseFor([schoolSide])
  const open = async (...[services, env]: [Parameters<typeof openProcess>[0], Record<string, string>?]) => {
    const platform = await openProcess(services, database.url, { runJobs: false, ...(env ? { env } : {}) })
    platforms.push(platform)
    return platform
  }
  const alone = await open([librarySide])
  const { port } = await alone.listen('library-service', { host: '127.0.0.1', port: 0 })
  together = running(await open([librarySide, schoolSide]), 'school-service').context
  apartPlatform = await open([schoolSide], { LIBRARY_SERVICE_URL: `http://127.0.0.1:${port}` })
  apart = running(apartPlatform, 'school-service').context
})
afterAll(async () => {
  for (const platform of platforms.reverse()) await platform.stop()
  for (const server of servers) server.close()
  await database.drop()
})
afterEach(() => void vi.useRealTimers())

/** A school whose library is a bare server that does what the test says. */
async function schoolWith(answer: Parameters<typeof createServer>[1]): Promise<Context> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const platform = await openProcess([schoolSide], database.url, {
    runJobs: false,
    env: { LIBRARY_SERVICE_URL: `http://127.0.0.1:${port}` },
  })
  platforms.push(platform)
  return running(platform, 'school-service').context
}
const outcome = (work: Promise<unknown>) =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      const { instance, ...extra } = error.extra
      expect(instance).toEqual(expect.any(String))
      return { code: error.code, status: error.status, title: error.title, detail: error.detail, extra }
    },
  )
const callOf = (context: Context): ((route: Route, args?: object) => Promise<unknown>) =>
  context.call as unknown as Call as never

describe('a call in the process and over HTTP', () => {
  const id = `1${anId().slice(1)}`
  const cases: [what: string, route: Route, args: object | undefined, expected: object][] = [
    ['a reply', getBook, { params: { id }, query: { note: 'a&b=ü/?' } }, { value: { id, note: 'a&b=ü/?', by: null } }],
    [
      'a problem',
      getBook,
      { params: { id: `0${id.slice(1)}` } },
      { code: 'not-found', detail: `no book 0${id.slice(1)}` },
    ],
    [
      'a refused request',
      getBook,
      { params: { id: 'x y' } },
      {
        code: 'invalid-request',
        extra: { errors: [{ in: 'path', field: 'id', message: 'must be a UUID' }] },
      },
    ],
    ['a refused caller', lend, { body: { id } }, { code: 'not-signed-in', status: 401 }],
    ['no content', giveBack, { params: { id } }, { value: null }],
    ['raw content', getCard, undefined, { value: 'a card' }],
    ['a fault', fall, undefined, { code: 'internal-fault', status: 500 }],
  ]
  it.each(cases)('answers the same: %s', async (_, route, args, expected) => {
    const inProcess = await outcome(callOf(together)(route, args))
    expect(inProcess).toMatchObject(expected)
    expect(await outcome(callOf(apart)(route, args))).toEqual(inProcess)
  })

  it("carries the caller and rebuilds the contract's problem", async () => {
    const player = aPlayer()
    for (const platform of platforms.slice(1)) {
      const { directory } = platform
      const call = makeCall({
        directory,
        identity: serviceIdentity('development-only-internal-secret'),
        serviceName: 'school-service',
        caller: player,
      })
      expect(await call(getBook, { params: { id } })).toMatchObject({ by: player.userId })
      const refused = await call(lend, { body: { id } }).catch((error: unknown) => error)
      expect(lentOut.is(refused) && refused.extra).toMatchObject({ id, days: 3 })
    }
  })

  it('is refused inside a transaction', async () => {
    for (const { sql, call } of [together, apart])
      await expect(sql.begin(() => call(getBook, { params: { id } }))).rejects.toThrow(
        'getBook is called inside a transaction',
      )
  })

  it('ends at the deadline of the request it is part of, which the other side is told', async () => {
    for (const platform of [platforms[1], apartPlatform] as Platform[]) {
      vi.useFakeTimers({ toFake: ['Date'] })
      const response = await running(platform, 'school-service').app.inject({ url: '/study' })
      expect(response.statusCode).toBe(504)
      expect(response.json()).toMatchObject({ code: 'timed-out' })
      expect(deadlineMs).toBe(Date.now() + 150)
    }
  })
})

describe('a call over HTTP', () => {
  it('is tried again once when it reads, and never when it writes', async () => {
    const tried: string[] = []
    const { call } = await schoolWith((request, response) => {
      tried.push(request.method ?? '')
      if (tried.length === 1 || request.method !== 'GET') response.destroy()
      else response.setHeader('content-type', 'application/json').end('{"id":"1","note":null,"by":null}')
    })
    await expect(call(getBook, { params: { id: 'x' } })).resolves.toMatchObject({ id: '1' })
    expect(tried).toEqual(['GET', 'GET'])
    await expect(call(fall)).rejects.toSatisfy(unavailable.is)
    await expect(call(giveBack, { params: { id: 'x' } })).rejects.toSatisfy(unavailable.is)
    expect(tried).toEqual(['GET', 'GET', 'POST', 'DELETE'])
  })

  it('is not tried again after a refusal or a fault', async () => {
    let requests = 0
    const { call } = await schoolWith((_, response) => {
      requests++
      response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>oops</h1>')
    })
    await expect(call(getBook, { params: { id: 'x' } })).rejects.toSatisfy(unavailable.is)
    expect(requests).toBe(1)
  })

  it('ends in a problem when the other side is silent', async () => {
    const { call } = await schoolWith(() => {})
    const short = { ...dream, timeoutMs: 50 }
    await expect(call(short)).rejects.toSatisfy(timedOut.is)
  })

  it('leaves a service alone after eight failures in a row, and finds it again two seconds later', async () => {
    let [works, requests] = [false, 0]
    const { call } = await schoolWith((_, response) => {
      requests++
      if (works) response.writeHead(204).end()
      else response.destroy()
    })
    const fell = () =>
      call(fall).then(
        () => undefined,
        (error: unknown) => error as ProblemError,
      )
    vi.useFakeTimers({ toFake: ['Date'] })
    for (let failure = 0; failure < 8; failure++) expect((await fell())?.extra).not.toHaveProperty('circuit')
    expect((await fell())?.extra).toEqual({ circuit: 'Open' })
    expect(requests).toBe(8)

    vi.setSystemTime(Date.now() + 501)
    await fell()
    expect((await fell())?.extra).toEqual({ circuit: 'Open' })
    expect(requests).toBe(9)

    works = true
    vi.setSystemTime(Date.now() + 501)
    expect([await fell(), await fell()]).toEqual([undefined, undefined])
    expect(requests).toBe(11)
  })
})
