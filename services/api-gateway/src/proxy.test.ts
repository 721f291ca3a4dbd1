import { Shape, service } from '@ecc/contracts/define'
import { defineService, handle, openLog, openPlatform, type Platform } from '@ecc/kit'
import { aPlayer, testTokens } from '@ecc/kit/testing'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routeToServices } from './proxy.ts'
import gateway from './service.ts'

const { route } = service({ name: 'echo-service', port: 0, summary: '' })
const reply = Shape({ text: Type.String() })
const echo = route('echo', {
  method: 'POST',
  path: '/echoes',
  access: 'public',
  summary: '',
  body: Shape({ text: Type.String({ maxLength: 20 }) }),
  reply,
  limit: { max: 1_000, windowSeconds: 60 },
})
const whoAmI = route('whoAmI', { method: 'GET', path: '/echoes/me', access: 'player', summary: '', reply })
const upload = route('upload', {
  method: 'PUT',
  path: '/echoes',
  access: 'public',
  summary: '',
  rawBody: ['image/png'],
  reply,
})
const inner = route('inner', { method: 'GET', path: '/inner', access: 'service', summary: '', reply })

const echoes = defineService({
  name: 'echo-service',
  port: 0,
  config: Type.Object({}),
  routes: [
    handle(echo, async ({ body }) => ({ ...body, secret: 'stays here' })),
    handle(whoAmI, async ({ caller }) => ({ text: caller.userId })),
    handle(upload, async ({ http }) => ({ text: http.rawBody.toString() })),
    handle(inner, async () => ({ text: 'for services' })),
  ],
})
const door = {
  ...gateway,
  async extend(...[app, ctx]: Parameters<NonNullable<typeof gateway.extend>>) {
    await gateway.extend?.(app, ctx)
    await routeToServices(app, ctx as Parameters<typeof routeToServices>[1], [echo, whoAmI, upload])
  },
}

/** Nothing here has tables: the database is never reached. */
const open = (services: Parameters<typeof openPlatform>[0]['services'], env: Record<string, string> = {}) =>
  openPlatform({
    services,
    env: { DATABASE_URL: 'postgres://localhost:1/none', ...env },
    log: openLog({ name: 'test', level: 'silent' }),
    tokens: testTokens,
    migrate: false,
    runJobs: false,
  })

const json = { 'content-type': 'application/json' }
const post = (body: object) => ({ method: 'POST', path: '/echoes', headers: json, body: JSON.stringify(body) })
const player = aPlayer()

describe.each(['in this process', 'elsewhere'])('a service %s', (where) => {
  const platforms: Platform[] = []
  let base = ''
  beforeAll(async () => {
    const services = where === 'elsewhere' ? [door] : [echoes, door]
    const env: Record<string, string> = {}
    if (where === 'elsewhere') {
      const other = await open([echoes])
      platforms.push(other)
      const { port } = await other.listen('echo-service', { host: '127.0.0.1', port: 0 })
      env['ECHO_SERVICE_URL'] = `http://127.0.0.1:${port}`
    }
    const platform = await open(services, env)
    platforms.unshift(platform)
    base = `http://127.0.0.1:${(await platform.listen('api-gateway', { host: '127.0.0.1', port: 0 })).port}/api/v1`
  })
  afterAll(async () => {
    for (const platform of platforms) await platform.stop()
  })
  const ask = async ({ path, ...init }: { path: string } & RequestInit) => {
    const response = await fetch(base + path, init)
    return { status: response.status, headers: response.headers, body: (await response.json()) as { code?: string } }
  }

  it('answers with what it declares, under the headers of the door', async () => {
    const { status, headers, body } = await ask({ ...post({ text: 'hello' }) })
    expect([status, body]).toEqual([200, { text: 'hello' }])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
    expect(headers.get('ratelimit-limit')).toBe('1000')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{16}$/)
  })

  it('goes on with the request id it is given', async () => {
    const request = { ...post({ text: 'x'.repeat(21) }), headers: { ...json, 'x-request-id': 'mine-1' } }
    const { status, headers, body } = await ask(request)
    expect([status, headers.get('x-request-id'), body]).toMatchObject([400, 'mine-1', { instance: 'mine-1' }])
  })

  it('refuses unknown fields and bodies that are too large', async () => {
    expect(await ask(post({ text: 'a', more: 1 }))).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    expect(await ask(post({ text: 'a'.repeat(70_000) }))).toMatchObject({ status: 413 })
  })

  it('knows who asks, and refuses guests where a token is needed', async () => {
    const authorization = `Bearer ${player.token}`
    expect((await ask({ path: '/echoes/me', headers: { authorization } })).body).toEqual({ text: player.userId })
    expect(await ask({ path: '/echoes/me' })).toMatchObject({ status: 401, body: { code: 'not-signed-in' } })
    const forged = { authorization: 'Bearer forged' }
    expect(await ask({ path: '/echoes/me', headers: forged })).toMatchObject({ status: 401 })
  })

  it('takes bytes as they are', async () => {
    const request = { method: 'PUT', path: '/echoes', headers: { 'content-type': 'image/png' }, body: 'bytes' }
    expect((await ask(request)).body).toEqual({ text: 'bytes' })
  })

  it('is given no deadline by people, and its inner routes are not there', async () => {
    const headers = { ...json, 'x-deadline-ms': '1' }
    expect((await ask({ ...post({ text: 'in time' }), headers })).status).toBe(200)
    expect((await ask({ path: '/inner' })).status).toBe(404)
  })
})
