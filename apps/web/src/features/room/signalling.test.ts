import type { RoomAccess, ServerSignal } from '@ecc/contracts/video'
import { noRoom, roomNotOpen } from '@ecc/contracts/video'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type RoomEnd, Signalling, type SignallingState, waitBeforeMs } from './signalling.ts'
import { FakeSocket } from './testing.ts'

const joined: ServerSignal = { type: 'joined', generation: 1, peers: [], chat: [] }

function visit(getAccess: () => Promise<RoomAccess> = async () => ({ ticket: `ticket ${++tickets}` }) as RoomAccess) {
  const states: SignallingState[] = []
  const signals: ServerSignal[] = []
  const ends: RoomEnd[] = []
  const sockets: FakeSocket[] = []
  const signalling = new Signalling({
    getAccess,
    onAccess: () => {},
    onSignal: (signal) => signals.push(signal),
    onState: (state) => states.push(state),
    onEnd: (end) => ends.push(end),
    openSocket: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    random: () => 0.5,
  })
  /** The socket of the latest attempt. */
  const socket = async () => {
    await vi.advanceTimersByTimeAsync(0)
    return sockets.at(-1)!
  }
  const join = async () => {
    const current = await socket()
    current.open()
    current.receive(joined)
    return current
  }
  return { signalling, states, signals, ends, sockets, socket, join }
}

let tickets = 0

beforeEach(() => {
  tickets = 0
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

test('shows its ticket first, and is joined when the server says so', async () => {
  const { signalling, states, signals, socket } = visit()
  signalling.start()
  const current = await socket()
  current.open()
  expect(current.sent).toEqual([{ type: 'join', ticket: 'ticket 1' }])
  expect(signalling.send({ type: 'leave' })).toBe(false)
  current.receive(joined)
  expect(states).toEqual(['joined'])
  expect(signals).toEqual([joined])
})

test('comes back with a fresh ticket after the connection was lost', async () => {
  const { signalling, states, sockets, join } = visit()
  signalling.start()
  const first = await join()
  first.lose()
  expect(states).toEqual(['joined', 'retrying'])
  await vi.advanceTimersByTimeAsync(499)
  expect(sockets).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  const second = await join()
  expect(second.sent[0]).toEqual({ type: 'join', ticket: 'ticket 2' })
  expect(states.at(-1)).toBe('joined')
})

test('waits longer after every failure, and begins anew after a success', async () => {
  const { signalling, sockets, socket, join } = visit()
  signalling.start()
  for (const waitMs of [500, 1_000, 2_000]) {
    const current = await socket()
    const before = sockets.length
    current.lose()
    await vi.advanceTimersByTimeAsync(waitMs - 1)
    expect(sockets).toHaveLength(before)
    await vi.advanceTimersByTimeAsync(1)
    expect(sockets).toHaveLength(before + 1)
  }
  const back = await join()
  const before = sockets.length
  back.lose()
  await vi.advanceTimersByTimeAsync(500)
  expect(sockets).toHaveLength(before + 1)
})

test('does not wait for a server that accepts and never answers', async () => {
  const { signalling, states, socket } = visit()
  signalling.start()
  ;(await socket()).open()
  await vi.advanceTimersByTimeAsync(8_000)
  expect(states).toEqual(['retrying'])
})

test('tries again when no ticket comes, and ends when there will never be one', async () => {
  const failures = [new Error('offline'), roomNotOpen()]
  const { signalling, states, ends, socket } = visit(() => Promise.reject(failures.shift() ?? noRoom()))
  signalling.start()
  await socket()
  expect(states).toEqual(['retrying'])
  await vi.advanceTimersByTimeAsync(500)
  expect(ends).toEqual([expect.objectContaining({ reason: 'not-open' })])
  expect(states.at(-1)).toBe('ended')
})

test.each(['ended', 'replaced', 'cancelled'] as const)('stays away when the server says %s', async (reason) => {
  const { signalling, states, ends, sockets, join } = visit()
  signalling.start()
  const current = await join()
  current.receive({ type: 'closed', reason, detail: 'so it is' })
  current.lose()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ends).toEqual([{ reason, detail: 'so it is' }])
  expect(states.at(-1)).toBe('ended')
  expect(sockets).toHaveLength(1)
})

test('comes back from a restarting server', async () => {
  const { signalling, ends, sockets, join } = visit()
  signalling.start()
  ;(await join()).receive({ type: 'closed', reason: 'shutting-down', detail: '' })
  await vi.advanceTimersByTimeAsync(500)
  expect(sockets).toHaveLength(2)
  expect(ends).toEqual([])
})

test('gives up after the third refusal in a row', async () => {
  const { signalling, ends, sockets, socket } = visit()
  signalling.start()
  for (let refusals = 0; refusals < 3; refusals++) {
    ;(await socket()).receive({ type: 'closed', reason: 'refused', detail: 'no' })
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(sockets).toHaveLength(3)
  expect(ends).toEqual([{ reason: 'refused', detail: 'no' }])
})

test('leaves aside what is not in the contract, and what comes from an earlier connection', async () => {
  const { signalling, signals, join } = visit()
  signalling.start()
  const first = await join()
  for (const text of ['{', '[]', '{"type":"joined"}', '{"type":"chat","from":1,"text":"","at":""}']) first.receive(text)
  expect(signals).toEqual([joined])
  signalling.reconnect()
  await join()
  first.receive({ type: 'peer-left', from: 'somebody' })
  expect(signals).toEqual([joined, joined])
})

test('says that it leaves, and does not come back', async () => {
  const { signalling, sockets, join } = visit()
  signalling.start()
  const current = await join()
  signalling.stop()
  current.lose()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(current.sent.at(-1)).toEqual({ type: 'leave' })
  expect(sockets).toHaveLength(1)
})

test('waits between 375 ms and 12.5 s', () => {
  expect(waitBeforeMs(1, 0)).toBe(375)
  expect(waitBeforeMs(50, 1)).toBe(12_500)
})
