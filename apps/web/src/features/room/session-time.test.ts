import { expect, test } from 'vitest'
import { sessionTime } from './session-time.ts'

const times = { startsAt: '2026-11-23T18:00:00Z', endsAt: '2026-11-23T19:00:00Z', closesAt: '2026-11-23T19:30:00Z' }
const at = (clock: string) => sessionTime(times, Date.parse(`2026-11-23T${clock}Z`))
const minutes = (count: number) => count * 60_000

test('counts down to the start, then up and down together', () => {
  expect(at('17:50:00')).toEqual({ phase: 'before', untilStartMs: minutes(10) })
  expect(at('18:00:00')).toEqual({ phase: 'running', elapsedMs: 0, leftMs: minutes(60) })
  expect(at('18:12:30')).toEqual({ phase: 'running', elapsedMs: minutes(12.5), leftMs: minutes(47.5) })
})

test('announces the end from five minutes before', () => {
  expect(at('18:54:59').phase).toBe('running')
  expect(at('18:55:00')).toEqual({ phase: 'ending', elapsedMs: minutes(55), leftMs: minutes(5) })
})

test('counts overtime until the room closes', () => {
  expect(at('19:00:00')).toEqual({ phase: 'overtime', overMs: 0, leftMs: minutes(30) })
  expect(at('19:29:59').phase).toBe('overtime')
  expect(at('19:30:00')).toEqual({ phase: 'closed' })
})
