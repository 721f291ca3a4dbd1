import { getBooking } from '@ecc/contracts/bookings'
import { afterEach, expect, test, vi } from 'vitest'
import { call } from './api.ts'
import { currentSession, renewTokens, sessionReady, signInWith, signOut } from './session.ts'

afterEach(() => vi.unstubAllGlobals())

const account = { id: 'a', email: 'robin@example.com', emailConfirmed: true, roles: ['player' as const] }
const tokens = (accessToken: string) => ({
  account,
  accessToken,
  accessTokenExpiresAt: new Date(Date.now() + 600_000).toISOString(),
  refreshToken: 'r'.repeat(30),
})
const refused = (code: string) =>
  Response.json({ type: `/problems/${code}`, code, title: code, status: 401 }, { status: 401 })

test('many callers at once renew the tokens once', async () => {
  const fetched = vi.fn(async () => Response.json(tokens('first')))
  vi.stubGlobal('fetch', fetched)
  await Promise.all([sessionReady(), renewTokens(), renewTokens()])
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(currentSession().status).toBe('signed-in')
})

test('a refused token is renewed and the call repeated with the new one', async () => {
  signInWith(tokens('old'))
  const seen: (string | null)[] = []
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    if (address.endsWith('/auth/refresh')) return Response.json(tokens('new'))
    const token = new Headers(init.headers).get('authorization')
    seen.push(token)
    return token === 'Bearer new' ? Response.json({ id: 'b' }) : refused('not-signed-in')
  })
  expect(await call(getBooking, { params: { id: 'b' } })).toEqual({ id: 'b' })
  expect(seen).toEqual(['Bearer old', 'Bearer new'])
})

test('no connection while renewing keeps the login; a refusal ends it', async () => {
  signInWith(tokens('kept'))
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('failed to fetch')
  })
  await expect(renewTokens()).rejects.toThrow(/./)
  expect(currentSession().status).toBe('signed-in')
  vi.stubGlobal('fetch', async () => refused('refresh-rejected'))
  expect(await renewTokens()).toBeNull()
  expect(currentSession().status).toBe('guest')
})

test('what is kept in the tab outlives a login that only ended, and not a person who leaves', async () => {
  const clear = vi.fn()
  vi.stubGlobal('sessionStorage', { clear })
  signInWith(tokens('kept'))
  vi.stubGlobal('fetch', async () => refused('refresh-rejected'))
  await renewTokens()
  expect(clear).not.toHaveBeenCalled()
  signInWith(tokens('again'))
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }))
  await signOut()
  expect(clear).toHaveBeenCalledTimes(1)
})
