import { expect, test } from 'vitest'
import { readSignal } from './server-signal.ts'

const from = '0199f1de-6a00-7000-8000-000000000001'
const chat = { type: 'chat', from, name: 'Ada', text: 'hi', at: '2027-03-14T17:00:00Z' }
const person = { id: from, displayName: 'Ada', avatarUrl: null, timeZone: 'Europe/Berlin' }
const peer = { person, role: 'player', generation: 3, polite: true }

test.each([
  { type: 'joined', generation: 2, peers: [peer], chat: [{ ...chat, type: undefined }] },
  { type: 'peer-joined', ...peer },
  { type: 'peer-left', from },
  { type: 'description', from, generation: 3, kind: 'offer', sdp: 'v=0' },
  { type: 'candidate', from, generation: 3, candidate: { candidate: 'candidate:1', sdpMid: '0' } },
  { type: 'candidate', from, generation: 3, candidate: null },
  chat,
  { type: 'media', from, camera: true, microphone: false, screen: false },
  { type: 'closed', reason: 'replaced', detail: '' },
])('reads $type', (signal) => {
  expect(readSignal(JSON.stringify(signal))).toEqual(JSON.parse(JSON.stringify(signal)))
})

test('lets through a field that only a newer server knows', () => {
  expect(readSignal('{"type":"peer-left","from":"x","since":"today"}')).toBeDefined()
})

test.each([
  ['no JSON', 'oops'],
  ['no object', '"joined"'],
  ['an unknown type', '{"type":"bye"}'],
  ['a missing field', '{"type":"peer-joined","generation":3}'],
  ['a field of the wrong type', '{"type":"media","from":"x","camera":"on","microphone":true,"screen":false}'],
  ['a value out of the list', '{"type":"description","from":"x","generation":1,"kind":"rollback","sdp":""}'],
  ['a wrong item of a list', '{"type":"joined","generation":1,"peers":[],"chat":[{"text":1}]}'],
])('leaves aside %s', (_, text) => {
  expect(readSignal(text)).toBeUndefined()
})
