import { expect, test } from 'vitest'
import { phaseOf, thoseHere, worstQuality } from './call-state.ts'
import { type ParticipantState, presumedMedia } from './participant.ts'
import { noTracks, sessionIdOf } from './peer.ts'

const somebody: ParticipantState = {
  person: { id: '1', displayName: 'Ada', avatarUrl: null, timeZone: 'UTC' },
  role: 'player',
  present: true,
  cameFirst: true,
  wasConnected: false,
  connection: 'connecting',
  lostAtMs: null,
  received: noTracks,
  media: presumedMedia,
  quality: null,
}
const connected = { ...somebody, connection: 'connected', wasConnected: true } as const
const gone = { ...somebody, present: false, connection: null, wasConnected: true } as const

test.each([
  ['joining', 'connecting', []],
  ['waiting', 'joined', []],
  ['connecting', 'joined', [somebody]],
  ['connected', 'joined', [connected]],
  ['connected', 'retrying', [connected]],
  ['reconnecting', 'retrying', [{ ...connected, connection: 'failed', lostAtMs: 5 }]],
  ['reconnecting', 'joined', [{ ...connected, connection: 'disconnected', lostAtMs: 5 }]],
  ['left', 'joined', [gone]],
  ['connected', 'joined', [gone, somebody, connected]],
  ['connecting', 'joined', [gone, somebody]],
  ['left', 'joined', [gone, gone]],
] as const)('is %s', (phase, signalling, participants) => {
  expect(phaseOf({ signalling, participants, end: null })).toBe(phase)
})

test('is ended, whatever still flows', () => {
  const end = { reason: 'replaced', detail: '' } as const
  expect(phaseOf({ signalling: 'ended', participants: [connected], end })).toBe('ended')
})

test('shows who is there, and whose media still flows', () => {
  const lingers = { ...connected, present: false }
  expect(thoseHere([gone, somebody, lingers])).toEqual([somebody, lingers])
})

test('tells the worst quality that is known', () => {
  expect(worstQuality([connected])).toBeNull()
  expect(worstQuality([connected, { ...connected, quality: 'good' }, { ...connected, quality: 'fair' }])).toBe('fair')
})

test('knows the descriptions of one connection by their session id', () => {
  const first = 'v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n'
  const later = 'v=0\r\no=- 4611731400430051336 5 IN IP4 127.0.0.1\r\ns=-\r\n'
  const other = 'v=0\r\no=mozilla 8322341 0 IN IP4 0.0.0.0\r\ns=-\r\n'
  expect(sessionIdOf(later)).toBe(sessionIdOf(first))
  expect(sessionIdOf(other)).not.toBe(sessionIdOf(first))
})
