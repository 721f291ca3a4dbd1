import { expect, test } from 'vitest'
import { parseFilters } from './filters.ts'
import { countFilters, firstFreeQueryOf, searchQueryOf } from './spans.ts'

test('keeps what makes sense and drops the rest', () => {
  const parsed = parseFilters({
    game: 'valorant',
    role: 'duelist',
    minPrice: '10',
    maxPrice: 'x',
    when: 'never',
    sort: 'price',
  })
  expect(parsed).toEqual({ game: 'valorant', role: 'duelist', minPrice: 10, sort: 'price' })
})

test('a role or rank without its game means nothing', () => {
  expect(parseFilters({ role: 'duelist', rank: 'gold' })).toEqual({})
})

test('a number typed as words is still words', () => {
  expect(parseFilters({ q: 42 })).toEqual({ q: '42' })
})

test('becomes minor units and instants', () => {
  const query = searchQueryOf({ maxPrice: 30, when: 'today' }, Date.parse('2026-11-23T10:00:00Z'), 'UTC')
  expect(query).toEqual({
    maxPrice: 3000,
    freeFrom: '2026-11-23T10:00:00.000Z',
    freeTo: '2026-11-24T00:00:00.000Z',
  })
})

test('sorting is not a filter', () => {
  expect(countFilters({ sort: 'price', game: 'valorant' })).toBe(1)
})

const evening = { freeFrom: '2026-11-24T17:00:00.000Z', freeTo: '2026-11-24T21:00:00.000Z' }

test('chosen hours are instants, the same wherever the link is opened', () => {
  expect(parseFilters({ freeFrom: '2026-11-24T17:00Z', freeTo: '2026-11-24T21:00Z' })).toEqual(evening)
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'])
    expect(searchQueryOf(evening, Date.parse('2026-11-23T10:00:00Z'), zone)).toEqual(evening)
})

test('half a stretch of time, one that ends before it begins, and years mean nothing', () => {
  expect(parseFilters({ freeFrom: evening.freeFrom })).toEqual({})
  expect(parseFilters({ freeFrom: evening.freeTo, freeTo: evening.freeFrom })).toEqual({})
  expect(parseFilters({ freeFrom: '2026-01-01T00:00Z', freeTo: '2028-01-01T00:00Z' })).toEqual({})
  expect(parseFilters({ freeFrom: 'soon', freeTo: '2026-11-24T21:00Z' })).toEqual({})
})

test('a name for a time goes before chosen hours, and each is one filter', () => {
  expect(parseFilters({ when: 'tonight', ...evening })).toEqual({ when: 'tonight' })
  expect(countFilters(evening)).toBe(1)
  expect(countFilters({ when: 'tonight', game: 'valorant' })).toBe(2)
})

test('who is free first is asked for from the beginning of the time, with all the other filters', () => {
  const nowMs = Date.parse('2026-11-23T10:00:00Z')
  expect(firstFreeQueryOf({ ...evening, game: 'valorant', sort: 'price' }, nowMs, 'UTC')).toEqual({
    game: 'valorant',
    freeFrom: evening.freeFrom,
    sort: 'soonest',
    limit: 1,
  })
  expect(firstFreeQueryOf({ game: 'valorant' }, nowMs, 'UTC')).toBeUndefined()
})
