import { expect, test } from 'vitest'
import { phaseOf } from './call-state.ts'
import { sessionIdOf } from './peer.ts'

const start = {
  signalling: 'connecting',
  connection: null,
  peerPresent: false,
  peerWasHere: false,
  lostAtMs: null,
  end: null,
  access: null,
} as const

test.each([
  ['joining', {}],
  ['waiting', { signalling: 'joined' }],
  ['connecting', { signalling: 'joined', peerPresent: true, connection: 'connecting' }],
  ['connected', { signalling: 'joined', peerPresent: true, connection: 'connected', peerWasHere: true }],
  ['connected', { signalling: 'retrying', peerPresent: true, connection: 'connected', peerWasHere: true }],
  ['reconnecting', { signalling: 'retrying', connection: 'failed', peerWasHere: true, lostAtMs: 5 }],
  ['reconnecting', { signalling: 'joined', peerPresent: true, connection: 'disconnected', lostAtMs: 5 }],
  ['left', { signalling: 'joined', peerWasHere: true }],
  ['ended', { end: { reason: 'replaced', detail: '' }, connection: 'connected' }],
] as const)('is %s', (phase, change) => {
  expect(phaseOf({ ...start, ...change })).toBe(phase)
})

test('knows the descriptions of one connection by their session id', () => {
  const first = 'v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n'
  const later = 'v=0\r\no=- 4611731400430051336 5 IN IP4 127.0.0.1\r\ns=-\r\n'
  const other = 'v=0\r\no=mozilla 8322341 0 IN IP4 0.0.0.0\r\ns=-\r\n'
  expect(sessionIdOf(later)).toBe(sessionIdOf(first))
  expect(sessionIdOf(other)).not.toBe(sessionIdOf(first))
})
