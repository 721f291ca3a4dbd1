import { expect, test } from 'vitest'
import { parseFilters } from './filters.ts'
import { countFilters, searchQueryOf } from './spans.ts'

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
