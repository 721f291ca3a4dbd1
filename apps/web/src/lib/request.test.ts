import { createBooking, getBooking, listBookings, slotTaken } from '@ecc/contracts/bookings'
import { internalFault, timedOut } from '@ecc/contracts/problems'
import { setAvatar } from '@ecc/contracts/users'
import { afterEach, expect, test, vi } from 'vitest'
import { now } from './clock.ts'
import { addressOf, noConnection, send } from './request.ts'

afterEach(() => vi.unstubAllGlobals())

function answerWith(...answers: (Response | Error)[]) {
  const fetched = vi.fn(async (_address: string, _init: RequestInit) => {
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no more answers')
    return answer
  })
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const body = { offerId: 'o', startsAt: '2027-03-14T17:00:00Z' }

test('fills in parameters and leaves out what is undefined', () => {
  expect(addressOf(getBooking, { params: { id: 'a/b' } })).toBe('/api/v1/bookings/a%2Fb')
  expect(addressOf(listBookings, { query: { as: 'player', when: undefined, limit: 5 } })).toBe(
    '/api/v1/bookings?as=player&limit=5',
  )
})

test('sends identity, key, revision and a JSON body', async () => {
  const fetched = answerWith(Response.json({ id: 'b' }, { status: 201 }))
  await send(createBooking, { body, ifMatch: 3 }, { accessToken: 'token', idempotencyKey: 'key' })
  const init = fetched.mock.calls[0]?.[1]
  const headers = new Headers(init?.headers)
  expect(headers.get('authorization')).toBe('Bearer token')
  expect(headers.get('idempotency-key')).toBe('key')
  expect(headers.get('if-match')).toBe('"3"')
  expect(init?.body).toBe(JSON.stringify(body))
})

test('rebuilds a problem as the contract’s value, with its extra members', async () => {
  answerWith(Response.json({ ...slotTaken('gone').toJSON(), until: 'x' }, { status: 409 }))
  const error = await send(createBooking, { body }).catch((caught: unknown) => caught)
  expect(slotTaken.is(error) && error.detail === 'gone' && error.extra.until === 'x').toBe(true)
})

test('an answer that is no problem is a fault, and none at all is no connection', async () => {
  answerWith(new Response('<html>', { status: 502 }), new TypeError('failed to fetch'))
  expect(internalFault.is(await send(getBooking, { params: { id: 'b' } }).catch((e: unknown) => e))).toBe(true)
  expect(noConnection.is(await send(getBooking, { params: { id: 'b' } }).catch((e: unknown) => e))).toBe(true)
})

test('gives up after the route’s time limit', async () => {
  vi.stubGlobal('fetch', async (_address: string, init: RequestInit) => {
    init.signal?.throwIfAborted()
    return Response.json({})
  })
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
  expect(timedOut.is(await send(getBooking, { params: { id: 'b' } }).catch((e: unknown) => e))).toBe(true)
  vi.restoreAllMocks()
})

test('a file goes as it is', async () => {
  const fetched = answerWith(Response.json({ avatarUrl: '/x' }))
  const file = new Blob(['png'], { type: 'image/png' })
  await send(setAvatar, { body: file })
  const init = fetched.mock.calls[0]?.[1]
  expect(init?.body).toBe(file)
  expect(new Headers(init?.headers).get('content-type')).toBe('image/png')
})

test('learns the server’s clock from its answers', async () => {
  const moved = new Date(Date.now() + 86_400_000).toUTCString()
  answerWith(Response.json({}, { headers: { date: moved } }))
  await send(getBooking, { params: { id: 'b' } })
  expect(Math.abs(now() - Date.parse(moved) - 500)).toBeLessThan(1_500)
})
