import { EventEmitter } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type ProblemBody, Shape, service } from '@ecc/contracts/define'
import { changedMeanwhile, notFound } from '@ecc/contracts/problems'
import { ById, Nullable } from '@ecc/contracts/vocabulary'
import type { LightMyRequestResponse } from 'fastify'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serviceIdentity } from './identity.ts'
import type { Platform } from './platform.ts'
import { defineService, handle, raw } from './service.ts'
import type { TestDatabase } from './testing/database.ts'
import { databaseFor, migrationFolder, openProcess, running } from './testing/platform.ts'
import { aCoach, anAdmin, anId, aPlayer, type TestedService, testService } from './testing.ts'

const { route } = service({ name: 'shelf-service', port: 0, summary: 'Keeps books' })
const Author = Shape({ name: Type.String() })
const Book = Shape({
  id: Type.String(),
  title: Type.String(),
  author: Nullable(Author),
  former: Nullable(Type.Array(Author)),
  revision: Type.Integer(),
})
const aBook = (id: string) => ({ id, title: 'SQL', author: null, former: null, revision: 3 })
const leaky = { name: 'Ada', passwordHash: 'x' }

const getBook = route('getBook', {
  method: 'GET',
  path: '/books/:id',
  access: 'public',
  summary: '',
  params: ById,
  reply: Book,
  versioned: true,
})
const changeBook = route('changeBook', {
  method: 'PUT',
  path: '/books/:id',
  access: 'self',
  summary: '',
  params: ById,
  body: Shape({ title: Type.String() }),
  reply: Book,
  versioned: true,
  problems: [changedMeanwhile],
})
const addBook = route('addBook', {
  method: 'POST',
  path: '/books',
  access: 'coach',
  summary: '',
  body: Shape({
    title: Type.String({ minLength: 1 }),
    pages: Type.Optional(Type.Integer()),
    author: Type.Optional(Author),
  }),
  status: 201,
  reply: Book,
  bodyLimitBytes: 500,
})
const findBooks = route('findBooks', {
  method: 'GET',
  path: '/books',
  access: 'public',
  summary: '',
  query: Shape({
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    isNew: Type.Optional(Type.Boolean()),
    q: Type.Optional(Type.String()),
  }),
  reply: Shape({ limit: Type.Integer(), isNew: Nullable(Type.Boolean()), q: Nullable(Type.String()) }),
})
const burnBook = route('burnBook', {
  method: 'DELETE',
  path: '/books/:id',
  access: 'admin',
  summary: '',
  params: ById,
  status: 204,
  reply: Type.Null(),
})
const openShelf = route('openShelf', {
  method: 'POST',
  path: '/open',
  access: 'public',
  summary: '',
  reply: Shape({ caller: Nullable(Type.String()) }),
})
const countBooks = route('countBooks', {
  method: 'GET',
  path: '/internal/count',
  access: 'service',
  summary: '',
  reply: Shape({ caller: Nullable(Type.String()) }),
})
const waitLong = route('waitLong', {
  method: 'GET',
  path: '/wait',
  access: 'public',
  summary: '',
  timeoutMs: 60,
  reply: Type.Null(),
})
const putCover = route('putCover', {
  method: 'PUT',
  path: '/cover',
  access: 'public',
  summary: '',
  rawBody: ['image/png'],
  bodyLimitBytes: 50,
  reply: Shape({ bytes: Type.Integer() }),
})
const getCover = route('getCover', {
  method: 'GET',
  path: '/cover',
  access: 'public',
  summary: '',
  rawReply: 'image/png',
  reply: Type.Unknown(),
})
const resetShelf = route('resetShelf', {
  method: 'POST',
  path: '/dev/reset',
  access: 'public',
  summary: '',
  status: 204,
  reply: Type.Null(),
  development: true,
})
const breakDown = route('breakDown', {
  method: 'GET',
  path: '/break-down',
  access: 'public',
  summary: '',
  reply: Type.Null(),
})
const ask = route('ask', {
  method: 'GET',
  path: '/ask',
  access: 'public',
  summary: '',
  reply: Shape({ answer: Type.Integer() }),
})

const shelf = defineService({
  name: 'shelf-service',
  port: 0,
  config: Type.Object({}),
  migrations: await migrationFolder({}),
  routes: [
    handle(getBook, async ({ params }) => {
      if (params.id.startsWith('0')) throw notFound()
      return { ...aBook(params.id), author: leaky, former: [leaky], secret: 'x' }
    }),
    handle(changeBook, async ({ params, body, ifMatch }) => {
      if (ifMatch !== null && ifMatch !== 3) throw changedMeanwhile()
      return { ...aBook(params.id), title: body.title, revision: 4 }
    }),
    handle(addBook, async ({ body }) => ({ ...aBook(anId()), title: body.title })),
    handle(findBooks, async ({ query }) => ({ limit: query.limit, isNew: query.isNew ?? null, q: query.q ?? null })),
    handle(burnBook, async () => null),
    handle(openShelf, async ({ caller }) => ({ caller: caller?.userId ?? null })),
    handle(countBooks, async ({ caller }) => ({ caller: caller?.userId ?? null })),
    handle(waitLong, () => new Promise(() => {})),
    handle(putCover, async ({ http }) => ({ bytes: http.rawBody.length })),
    handle(getCover, async () =>
      raw('image/png', Buffer.from([1, 2, 255]), { 'cache-control': 'max-age=60', etag: '"v1"' }),
    ),
    handle(resetShelf, async () => null),
    handle(breakDown, () => Promise.reject(new Error('the password is swordfish'))),
    handle(ask, async (_, { sql }) => sql.one<{ answer: number }>`select 42 as answer, pg_sleep(0.05)`),
  ],
})

let t: TestedService
beforeAll(async () => {
  t = await testService(shelf)
})
afterAll(() => t.close())

const problemOf = (response: LightMyRequestResponse) => {
  expect(response.headers['content-type']).toBe('application/problem+json')
  return response.json<ProblemBody & { errors?: { in: string; field: string; message: string }[] }>()
}
const post = (payload: unknown, headers: Record<string, string> = {}) =>
  t.request({ method: 'POST', url: '/books', payload: payload as object, headers, as: aCoach() })
const inProduction = { NODE_ENV: 'production', INTERNAL_SECRET: 'a secret of this test' }

describe('a request', () => {
  it('is refused with every fault named: unknown, missing, of the wrong type', async () => {
    const response = await post({ titel: 'SQL', pages: 'many', author: { name: 'Ada', born: 1815 } })
    expect(response.statusCode).toBe(400)
    const { code, errors } = problemOf(response)
    expect(code).toBe('invalid-request')
    expect(errors).toEqual(
      expect.arrayContaining([
        { in: 'body', field: 'title', message: 'is missing' },
        { in: 'body', field: 'titel', message: 'is not a known field' },
        { in: 'body', field: 'pages', message: 'must be integer' },
        { in: 'body', field: 'author.born', message: 'is not a known field' },
      ]),
    )
    expect(errors).toHaveLength(4)
  })

  it('has numbers and booleans read from its query, and defaults filled in; a body is taken as it is', async () => {
    expect((await t.request({ url: '/books?limit=5&isNew=true&q=7' })).json()).toEqual({
      limit: 5,
      isNew: true,
      q: '7',
    })
    expect((await t.request({ url: '/books' })).json()).toEqual({ limit: 20, isNew: null, q: null })
    expect((await post({ title: 'SQL', pages: '5' })).statusCode).toBe(400)
  })

  it.each([
    '/books?limit=0',
    '/books?limit=x',
    '/books?limit=',
    '/books?isNew=perhaps',
    '/books?page=2',
    '/books?q=a&q=b',
  ])('is refused with a query like %s', async (url) => {
    const response = await t.request({ url })
    expect(response.statusCode).toBe(400)
    expect(problemOf(response).errors?.[0]).toMatchObject({ in: 'query' })
  })

  it('is refused with a path that is none of the contract', async () => {
    expect(problemOf(await t.request({ url: '/books/7' })).errors).toEqual([
      { in: 'path', field: 'id', message: 'must be a UUID' },
    ])
  })

  it.each([
    ['{"title":', 'application/json', 400],
    ['title=SQL', 'application/x-www-form-urlencoded', 415],
    ['{"title":"SQL"}', 'text/plain', 415],
    [JSON.stringify({ title: 'x'.repeat(500) }), 'application/json', 413],
  ])('is refused with a body %# that cannot be read', async (payload, type, status) => {
    const response = await post(payload, { 'content-type': type })
    expect(response.statusCode).toBe(status)
    expect(problemOf(response).status).toBe(status)
  })

  it.each(['/nowhere', '/books/%', `/books/${'x'.repeat(300)}`])('to %s gets a problem, too', async (url) => {
    const response = await t.request({ url })
    expect(response.statusCode).toBeGreaterThanOrEqual(400)
    expect(problemOf(response).status).toBe(response.statusCode)
  })

  it('without a body is taken where none is declared, even with a content type or an empty object', async () => {
    const open = (request: object) => t.request({ method: 'POST', url: '/open', ...request })
    expect((await open({})).statusCode).toBe(200)
    expect((await open({ headers: { 'content-type': 'application/json' } })).statusCode).toBe(200)
    expect((await open({ payload: {} })).statusCode).toBe(200)
    expect((await open({ payload: { sesame: true } })).statusCode).toBe(400)
  })
})

describe('an answer', () => {
  it('carries declared fields only, inside nullable objects and lists too', async () => {
    const id = `1${anId().slice(1)}`
    const response = await t.request({ url: `/books/${id}` })
    expect(response.json()).toEqual({ ...aBook(id), author: { name: 'Ada' }, former: [{ name: 'Ada' }] })
  })

  it('tells the time by the clock of the service, which is not always that of the machine', async () => {
    const lateMs = async () => {
      const { headers } = await t.request({ url: `/books/1${anId().slice(1)}` })
      return Math.abs(t.clock.now().getTime() - Date.parse(String(headers.date)))
    }
    expect(await lateMs()).toBeLessThan(10_000)
    await t.clock.advance({ hours: 5 })
    expect(await lateMs()).toBeLessThan(10_000)
  })

  it('of a problem is RFC 9457, with the request id as instance', async () => {
    const response = await t.request({ url: `/books/0${anId().slice(1)}`, headers: { 'x-request-id': 'mine-1' } })
    expect(response.statusCode).toBe(404)
    expect(response.headers['cache-control']).toBe('no-store')
    expect(problemOf(response)).toEqual({
      type: '/problems/not-found',
      code: 'not-found',
      title: 'There is nothing here',
      status: 404,
      instance: 'mine-1',
    })
  })

  it('names a request anew whose id is not one', async () => {
    const response = await t.request({ url: '/nowhere', headers: { 'x-request-id': `a "b" ${'x'.repeat(500)}` } })
    expect(problemOf(response).instance).toMatch(/^[\w-]{16}$/)
  })

  it('of a fault tells nothing of the inside', async () => {
    const response = await t.request({ url: '/break-down' })
    expect(response.statusCode).toBe(500)
    expect(problemOf(response).code).toBe('internal-fault')
    expect(response.body).not.toContain('swordfish')
  })

  it('comes within the time limit, as a problem', async () => {
    const response = await t.request({ url: '/wait' })
    expect(response.statusCode).toBe(504)
    expect(problemOf(response).code).toBe('timed-out')
  })

  it('comes before the deadline that a calling service has passed on, and only garbage is ignored', async () => {
    const late = await t.request({ url: '/ask', headers: { 'x-deadline-ms': String(Date.now() + 10) } })
    expect(late.statusCode).toBe(504)
    expect((await t.request({ url: '/ask', headers: { 'x-deadline-ms': 'soon' } })).statusCode).toBe(200)
  })

  it('may be raw bytes with headers of its own', async () => {
    const response = await t.request({ url: '/cover' })
    expect([...response.rawPayload]).toEqual([1, 2, 255])
    expect(response.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'max-age=60' })
  })

  it('are not sent again to a caller who names the tag of what it has', async () => {
    const asking = (tag: string) => t.request({ url: '/cover', headers: { 'if-none-match': tag } })
    const answers = await Promise.all(['"v1"', '"v0", W/"v1"', '*', '"v2"'].map(asking))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([304, 304, 304, 200])
    expect(answers[0]?.headers).toMatchObject({ etag: '"v1"', 'cache-control': 'max-age=60' })
    expect(answers[0]?.rawPayload).toHaveLength(0)
  })

  it('may have no body', async () => {
    const response = await t.request({ method: 'DELETE', url: `/books/${anId()}`, as: anAdmin() })
    expect([response.statusCode, response.body]).toEqual([204, ''])
  })
})

describe('a raw body', () => {
  const put = (type: string, payload: Buffer) =>
    t.request({ method: 'PUT', url: '/cover', headers: { 'content-type': type }, payload })

  it('reaches the handler as bytes', async () => {
    expect((await put('image/png', Buffer.from([0, 255, 1]))).json()).toEqual({ bytes: 3 })
  })

  it('is held to its media types and its size', async () => {
    expect((await put('application/json', Buffer.from('{}'))).statusCode).toBe(415)
    expect((await put('image/png', Buffer.alloc(51))).statusCode).toBe(413)
  })
})

describe('access', () => {
  const add = (as?: ReturnType<typeof aPlayer>, headers = {}) =>
    t.request({ method: 'POST', url: '/books', payload: { wrong: 'body' }, headers, ...(as ? { as } : {}) })

  it('needs a token, and says so before it looks at the body', async () => {
    const response = await add()
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer')
    expect(problemOf(response).code).toBe('not-signed-in')
    expect((await add(undefined, { authorization: 'Bearer forged' })).statusCode).toBe(401)
  })

  it('needs the role', async () => {
    const response = await add(aPlayer())
    expect(response.statusCode).toBe(403)
    expect(problemOf(response).code).toBe('not-allowed')
    expect((await add(aCoach())).statusCode).toBe(400)
  })

  it('is open on a public route, with the caller when there is one', async () => {
    const player = aPlayer()
    expect(await t.call(openShelf)).toEqual({ caller: null })
    expect(await t.call(openShelf, {}, { as: player })).toEqual({ caller: player.userId })
  })

  it('to a service route is for services only; for others it is not there', async () => {
    const player = aPlayer()
    const stranger = await t.request({ url: '/internal/count', as: anAdmin() })
    expect(stranger.statusCode).toBe(404)
    expect(problemOf(stranger).code).toBe('not-found')
    const forged = serviceIdentity('some other secret, not ours').mint('till-service')
    expect((await t.request({ url: '/internal/count', headers: { 'x-service': forged } })).statusCode).toBe(404)
    expect(await t.call(countBooks)).toEqual({ caller: null })
    expect(await t.call(countBooks, {}, { as: player })).toEqual({ caller: player.userId })
  })

  it('to development routes ends in production', async () => {
    expect((await t.request({ method: 'POST', url: '/dev/reset' })).statusCode).toBe(204)
    const production = await testService(shelf, { env: inProduction })
    expect((await production.request({ method: 'POST', url: '/dev/reset' })).statusCode).toBe(404)
    await production.close()
  })
})

describe('a versioned route', () => {
  const id = anId()
  const change = (ifMatch?: string) =>
    t.request({
      method: 'PUT',
      url: `/books/${id}`,
      payload: { title: 'New' },
      as: aPlayer(),
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    })

  it('tells its revision as ETag, which If-Match brings back', async () => {
    const { headers } = await t.request({ url: `/books/1${id.slice(1)}` })
    expect(headers.etag).toBe('"3"')
    const changed = await change(String(headers.etag))
    expect([changed.statusCode, changed.headers.etag]).toEqual([200, '"4"'])
  })

  it('refuses a change of what has changed meanwhile', async () => {
    const response = await change('"2"')
    expect(response.statusCode).toBe(412)
    expect(problemOf(response).code).toBe('changed-meanwhile')
  })

  it('takes a change without If-Match, and refuses an If-Match that is no ETag', async () => {
    expect((await change()).statusCode).toBe(200)
    expect((await change('*')).statusCode).toBe(200)
    expect((await change('3')).statusCode).toBe(400)
  })
})

describe('while the database is away', () => {
  let database: TestDatabase
  let line: CuttableLine
  let platform: Platform
  beforeAll(async () => {
    database = await databaseFor([shelf])
    line = await cuttableLine(database.url)
    platform = await openProcess([shelf], line.url, { runJobs: false })
  })
  afterAll(async () => {
    await platform.stop()
    await line.close()
    await database.drop()
  })
  const get = (url: string) => running(platform, 'shelf-service').app.inject({ url })

  it('a request under way is answered 503 with Retry-After, as is every later one, until it is back', async () => {
    expect((await get('/ask')).statusCode).toBe(200)
    const asked = line.nextQuery()
    const underWay = get('/ask')
    await asked
    line.cut()
    const answers = [await underWay, await get('/ask')]
    for (const response of answers) {
      expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '2'])
      expect(problemOf(response).code).toBe('unavailable')
    }
    expect((await get('/open')).statusCode).toBe(404)
    expect((await get('/books')).statusCode).toBe(200)
    await line.mend()
    // A connection that was idle at the cut may be found dead only when it is used.
    await expect.poll(async () => (await get('/ask')).statusCode).toBe(200)
  })

  it('the service is alive but not ready, and its health names the database', async () => {
    line.cut()
    expect((await get('/livez')).statusCode).toBe(200)
    expect((await get('/readyz')).statusCode).toBe(503)
    expect((await get('/health')).json()).toMatchObject({
      status: 'down',
      dependencies: [{ name: 'postgresql', status: 'down' }],
    })
    await line.mend()
    expect((await get('/readyz')).statusCode).toBe(200)
  })
})

interface CuttableLine {
  url: string
  /** Resolves when the next query is on its way. */
  nextQuery(): Promise<void>
  cut(): void
  mend(): Promise<void>
  close(): Promise<void>
}

/** A way to the database that can be cut like a cable. */
async function cuttableLine(databaseUrl: string): Promise<CuttableLine> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const queries = new EventEmitter()
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    near.on('data', () => queries.emit('query'))
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as { port: number }
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  const cut = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  return {
    url: url.href,
    nextQuery: () => new Promise((resolve) => queries.once('query', resolve)),
    cut,
    mend: () => listen(port),
    close: async () => cut(),
  }
}
