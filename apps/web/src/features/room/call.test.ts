import type { RoomAccess, RoomPeer } from '@ecc/contracts/video'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Call } from './call.ts'
import { thoseHere } from './call-state.ts'
import { FakeConnection, FakeSocket, sdpOf } from './testing.ts'

let sockets: FakeSocket[]

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5) // no patience is longer or shorter than another
  FakeConnection.all = []
  sockets = []
  const openSocket = function (this: unknown) {
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket
  }
  vi.stubGlobal('WebSocket', openSocket)
  vi.stubGlobal('location', { protocol: 'https:', host: 'example.com' })
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('RTCPeerConnection', FakeConnection)
  vi.stubGlobal('MediaStream', class {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const somebody = (name: string, generation: number): RoomPeer => ({
  person: { id: name, displayName: name, avatarUrl: null, timeZone: 'UTC' },
  role: 'player',
  generation,
  polite: false,
})
const [ada, bea, cem] = [somebody('Ada', 1), somebody('Bea', 2), somebody('Cem', 4)]

/** A visit to a room in which these are. */
async function enter(peers: RoomPeer[]) {
  const call = new Call({
    getAccess: async () => ({ ticket: 'one', iceServers: [] }) as unknown as RoomAccess,
    onNotes: () => {},
  })
  call.start()
  const join = async () => {
    await vi.advanceTimersByTimeAsync(0)
    const socket = sockets.at(-1)!
    socket.open()
    socket.receive({ type: 'joined', generation: 3, peers, chat: [] })
    return socket
  }
  const here = () => thoseHere(call.state.get().participants).map(({ person }) => person.id)
  return { call, socket: await join(), join, here }
}

/** The camera's limits towards each of the others that are connected. */
const cameras = () =>
  FakeConnection.all
    .filter(({ connectionState }) => connectionState === 'connected')
    .map(({ lines }) => lines[1]?.sender.getParameters().encodings[0])

test('connects to everybody who is there, to each by themselves', async () => {
  const { socket, here } = await enter([ada, bea])
  for (const connection of FakeConnection.all) connection.onnegotiationneeded()
  await vi.advanceTimersByTimeAsync(0)
  const offers = socket.sent.filter(({ type }) => type === 'description')
  expect(offers).toEqual([
    { type: 'description', to: 'Ada', generation: 1, kind: 'offer', sdp: sdpOf('1') },
    { type: 'description', to: 'Bea', generation: 2, kind: 'offer', sdp: sdpOf('2') },
  ])
  expect(here()).toEqual(['Ada', 'Bea'])
})

test('answers who comes later, and misses who leaves, while the others stay', async () => {
  const { socket, here } = await enter([ada, bea])
  for (const connection of FakeConnection.all) connection.become('connected')
  socket.receive({ type: 'peer-joined', ...cem })
  socket.receive({ type: 'description', from: 'Cem', generation: 4, kind: 'offer', sdp: sdpOf('theirs') })
  await vi.advanceTimersByTimeAsync(0)
  expect(socket.sent.at(-1)).toMatchObject({ to: 'Cem', generation: 4, kind: 'answer' })
  FakeConnection.all[0]?.become('closed')
  socket.receive({ type: 'peer-left', from: 'Ada' })
  expect(here()).toEqual(['Bea', 'Cem'])
  expect(FakeConnection.all[1]?.connectionState).toBe('connected')
})

test('sends less to each when there are more, and more again', async () => {
  const { socket } = await enter([ada, bea])
  for (const connection of FakeConnection.all) connection.become('connected')
  await vi.advanceTimersByTimeAsync(0)
  const full = { maxBitrate: 1_500_000, scaleResolutionDownBy: 1 }
  expect(cameras()).toEqual([full, full])
  socket.receive({ type: 'peer-joined', ...cem })
  await vi.advanceTimersByTimeAsync(0)
  const half = { maxBitrate: 600_000, scaleResolutionDownBy: 2 }
  expect(cameras()).toEqual([half, half])
  socket.receive({ type: 'peer-left', from: 'Cem' })
  await vi.advanceTimersByTimeAsync(0)
  expect(cameras()).toEqual([full, full])
})

test('begins only the connection anew that does not come up, and enters anew when that does not help', async () => {
  await enter([ada, bea])
  FakeConnection.all[0]?.become('connected')
  await vi.advanceTimersByTimeAsync(12_600)
  expect([sockets.length, FakeConnection.all.length]).toEqual([1, 3])
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sockets).toHaveLength(2)
  expect(FakeConnection.all[0]?.connectionState).toBe('connected')
})

test('enters anew where no connection comes up at all', async () => {
  await enter([ada, bea])
  await vi.advanceTimersByTimeAsync(12_600)
  expect(sockets).toHaveLength(2)
})

test('keeps the connections that are up when signalling comes back, and misses who left meanwhile', async () => {
  const { socket, join, here } = await enter([ada])
  socket.receive({ type: 'peer-joined', ...cem })
  FakeConnection.all[0]?.become('connected')
  socket.lose()
  await vi.advanceTimersByTimeAsync(700)
  await join()
  expect(FakeConnection.all).toHaveLength(1)
  expect(FakeConnection.all[0]?.connectionState).toBe('connected')
  expect(here()).toEqual(['Ada'])
})

test('leaves everybody', async () => {
  const { call, socket, here } = await enter([ada, bea])
  for (const connection of FakeConnection.all) connection.become('connected')
  call.stop()
  expect(socket.sent.at(-1)).toEqual({ type: 'leave' })
  expect(here()).toEqual([])
  expect(FakeConnection.all.map(({ connectionState }) => connectionState)).toEqual(['closed', 'closed'])
})
