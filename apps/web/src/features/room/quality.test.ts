import { expect, test } from 'vitest'
import { qualityOf, sampleOf } from './quality.ts'

const zero = { received: 0, lost: 0, roundTripMs: null }

test('adds up the lines, and takes the round trip of the pair in use', () => {
  const report = new Map<string, Record<string, unknown>>([
    ['a', { type: 'inbound-rtp', packetsReceived: 100, packetsLost: 2 }],
    ['b', { type: 'inbound-rtp', packetsReceived: 50, packetsLost: 0 }],
    ['c', { type: 'outbound-rtp', packetsSent: 70 }],
    ['d', { type: 'candidate-pair', nominated: false, state: 'succeeded', currentRoundTripTime: 0.9 }],
    ['e', { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.0404 }],
  ])
  expect(sampleOf(report)).toEqual({ received: 150, lost: 2, roundTripMs: 40 })
})

test.each([
  [0, 40, 'good'],
  [2, 40, 'good'],
  [3, 40, 'fair'],
  [6, 40, 'poor'],
  [0, 201, 'fair'],
  [0, 401, 'poor'],
])('%i %% loss and %i ms are %s', (lost, roundTripMs, quality) => {
  expect(qualityOf(zero, { received: 100 - lost, lost, roundTripMs })).toBe(quality)
})

test('says good while nothing is known, also when counters began anew', () => {
  expect(qualityOf(zero, zero)).toBe('good')
  expect(qualityOf({ received: 900, lost: 90, roundTripMs: 10 }, { received: 5, lost: 0, roundTripMs: 10 })).toBe(
    'good',
  )
})
