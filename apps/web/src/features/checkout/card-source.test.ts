import { expect, test } from 'vitest'
import { formatExpiry, groupDigits, readExpiry, wrongParts } from './card-source.ts'

const nowMs = Date.parse('2026-11-23T10:00:00Z')
const good = { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123' }

test('accepts a card that can be right', () => {
  expect(wrongParts(good, nowMs)).toEqual([])
  expect(wrongParts({ ...good, expiry: '11 / 26' }, nowMs)).toEqual([])
})

test('names each part that cannot be right', () => {
  expect(wrongParts({ number: '4242 4242 4242 4241', expiry: '10 / 26', cvc: '12' }, nowMs)).toEqual([
    'number',
    'expiry',
    'cvc',
  ])
  expect(wrongParts({ ...good, expiry: '13 / 30' }, nowMs)).toEqual(['expiry'])
  expect(wrongParts({ number: '', expiry: '', cvc: '' }, nowMs)).toEqual(['number', 'expiry', 'cvc'])
})

test('groups and separates while it is typed, and lets one erase', () => {
  expect(groupDigits('42424242x4')).toBe('4242 4242 4')
  expect(formatExpiry('1', '')).toBe('1')
  expect(formatExpiry('5', '')).toBe('05 / ')
  expect(formatExpiry('12', '1')).toBe('12 / ')
  expect(formatExpiry('1234', '12 / 3')).toBe('12 / 34')
  expect(formatExpiry('12 /', '12 / ')).toBe('12')
})

test('reads a two-digit year as of this century', () => {
  expect(readExpiry('02 / 31')).toEqual({ month: 2, year: 2031 })
})
