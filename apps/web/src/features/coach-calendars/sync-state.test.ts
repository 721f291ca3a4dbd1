import type { ExternalCalendar } from '@ecc/contracts/external-calendars'
import { expect, it } from 'vitest'
import { isBeingRead, syncState } from './sync-state.ts'

const calendar: ExternalCalendar = {
  id: '0199f1de-6a00-7000-8000-000000000001',
  name: 'Family',
  host: 'calendar.example.com',
  paused: false,
  createdAt: '2027-03-01T10:00:00Z',
  lastTryAt: '2027-03-01T10:00:00Z',
  lastSyncAt: '2027-03-01T10:00:00Z',
  nextSyncAt: '2027-03-01T10:10:00Z',
  lastError: null,
  failures: 0,
  eventCount: 3,
  unreadCount: 0,
}
const at = (instant: string) => Date.parse(instant)

it('tells waiting, good, failing and paused apart', () => {
  expect(syncState(calendar)).toBe('good')
  expect(syncState({ ...calendar, lastSyncAt: null })).toBe('waiting')
  expect(syncState({ ...calendar, failures: 1 })).toBe('failing')
  expect(syncState({ ...calendar, lastSyncAt: null, failures: 1 })).toBe('failing')
  expect(syncState({ ...calendar, failures: 1, paused: true, nextSyncAt: null })).toBe('paused')
})

it('looks again soon only while a reading is due', () => {
  expect(isBeingRead(calendar, at('2027-03-01T10:09:59Z'))).toBe(false)
  expect(isBeingRead(calendar, at('2027-03-01T10:10:00Z'))).toBe(true)
  expect(isBeingRead({ ...calendar, lastSyncAt: null }, at('2027-03-01T10:00:00Z'))).toBe(true)
  expect(isBeingRead({ ...calendar, paused: true, nextSyncAt: null }, at('2027-03-02T00:00:00Z'))).toBe(false)
})
