import type { ClientSignal, RoomPeer, ServerSignal } from '@ecc/contracts/video'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Participant } from './participant.ts'
import { noTracks } from './peer.ts'
import { limitsFor } from './sending.ts'
import { FakeConnection, sdpOf } from './testing.ts'

const adaId = '0199f1de-6a00-7000-8000-000000000001'
const ada: RoomPeer = {
  person: { id: adaId, displayName: 'Ada', avatarUrl: null, timeZone: 'Europe/Berlin' },
  role: 'player',
  generation: 4,
  polite: false,
}

function meeting(peer = ada) {
  const sent: ClientSignal[] = []
  const onStuck = vi.fn<() => void>()
  const participant = new Participant(peer, true, {
    iceServers: () => [],
    tracks: () => noTracks,
    limits: () => limitsFor(1),
    isJoined: () => true,
    send: (signal) => sent.push(signal),
    onChange: () => {},
    onStuck,
    onNotes: () => {},
  })
  const connection = () => FakeConnection.all.at(-1)!
  const settle = () => vi.advanceTimersByTimeAsync(0)
  return { participant, sent, onStuck, connection, settle }
}

const offer = (generation: number, sessionId = 'theirs'): Extract<ServerSignal, { type: 'description' }> => ({
  type: 'description',
  from: adaId,
  generation,
  kind: 'offer',
  sdp: sdpOf(sessionId),
})

beforeEach(() => {
  vi.useFakeTimers()
  FakeConnection.all = []
  vi.stubGlobal('RTCPeerConnection', FakeConnection)
  vi.stubGlobal('MediaStream', class {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('offers to who is there on entering, to the connection that was told', async () => {
  const { participant, sent, connection, settle } = meeting()
  participant.find(ada)
  connection().onnegotiationneeded()
  await settle()
  expect(sent).toEqual([{ type: 'description', to: adaId, generation: 4, kind: 'offer', sdp: sdpOf('1') }])
})

test('waits for the offer of who enters, and answers it', async () => {
  const { participant, sent, settle } = meeting()
  participant.welcome(ada)
  expect(FakeConnection.all).toEqual([])
  participant.take(offer(4))
  await settle()
  expect(sent).toEqual([expect.objectContaining({ to: adaId, generation: 4, kind: 'answer' })])
})

test('leaves aside what an earlier connection of theirs sent', async () => {
  const { participant, sent, settle } = meeting()
  participant.welcome(ada)
  participant.take(offer(3))
  await settle()
  expect([sent, FakeConnection.all]).toEqual([[], []])
})

test('keeps a connection that is up when their signalling comes back, and speaks to the newer one', async () => {
  const { participant, connection } = meeting()
  participant.find(ada)
  connection().become('connected')
  participant.miss()
  participant.welcome({ ...ada, generation: 7 })
  expect(FakeConnection.all).toHaveLength(1)
  expect(participant.state).toMatchObject({ present: true, connection: 'connected', lostAtMs: null })
})

test('lets go of a connection half a minute after their signalling has gone', async () => {
  const { participant, connection } = meeting()
  participant.find(ada)
  connection().become('connected')
  participant.miss()
  await vi.advanceTimersByTimeAsync(29_000)
  expect(participant.state.connection).toBe('connected')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(participant.state).toMatchObject({ present: false, connection: null, wasConnected: true })
})

test('of two offers at once the polite side takes the other’s, the impolite keeps its own', async () => {
  const polite = meeting({ ...ada, polite: true })
  polite.participant.find({ ...ada, polite: true })
  polite.participant.take(offer(4))
  await polite.settle()
  expect(polite.sent.at(-1)).toMatchObject({ kind: 'answer' })
  const impolite = meeting()
  impolite.participant.find(ada)
  const own = FakeConnection.all.length
  impolite.participant.take(offer(4))
  await impolite.settle()
  expect(impolite.sent).toEqual([])
  expect(FakeConnection.all).toHaveLength(own)
})

test('says that it is stuck, and is more patient with every attempt', async () => {
  const { participant, onStuck } = meeting()
  participant.find(ada)
  await vi.advanceTimersByTimeAsync(12_600)
  expect(onStuck).toHaveBeenCalledTimes(1)
  participant.beginAnew()
  await vi.advanceTimersByTimeAsync(14_900)
  expect(onStuck).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(10_200)
  expect(onStuck).toHaveBeenCalledTimes(2)
})

test('is not stuck where nobody is', async () => {
  const { participant, onStuck } = meeting()
  participant.find(ada)
  participant.miss()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(onStuck).not.toHaveBeenCalled()
})
