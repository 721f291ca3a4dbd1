import { expect, test } from 'vitest'
import { readSignal } from './server-signal.ts'

const chat = { type: 'chat', from: '0199f1de-6a00-7000-8000-000000000001', text: 'hi', at: '2027-03-14T17:00:00Z' }

test.each([
  { type: 'joined', polite: false, generation: 2, peerPresent: true, chat: [{ ...chat, type: undefined }] },
  { type: 'peer-joined', generation: 3 },
  { type: 'peer-left' },
  { type: 'description', kind: 'offer', sdp: 'v=0' },
  { type: 'candidate', candidate: { candidate: 'candidate:1', sdpMid: '0' } },
  { type: 'candidate', candidate: null },
  chat,
  { type: 'media', camera: true, microphone: false, screen: false },
  { type: 'closed', reason: 'replaced', detail: '' },
])('reads $type', (signal) => {
  expect(readSignal(JSON.stringify(signal))).toEqual(JSON.parse(JSON.stringify(signal)))
})

test('lets through a field that only a newer server knows', () => {
  expect(readSignal('{"type":"peer-left","since":"today"}')).toBeDefined()
})

test.each([
  ['no JSON', 'oops'],
  ['no object', '"joined"'],
  ['an unknown type', '{"type":"bye"}'],
  ['a missing field', '{"type":"peer-joined"}'],
  ['a field of the wrong type', '{"type":"media","camera":"on","microphone":true,"screen":false}'],
  ['a value out of the list', '{"type":"description","kind":"rollback","sdp":""}'],
  ['a wrong item of a list', '{"type":"joined","polite":true,"generation":1,"peerPresent":true,"chat":[{"text":1}]}'],
])('leaves aside %s', (_, text) => {
  expect(readSignal(text)).toBeUndefined()
})
