import { expect, test } from 'vitest'
import { type QuotedDate, type SeriesQuote, startsOf } from './choice.ts'

const date = (day: string, bookable: boolean): QuotedDate => ({
  date: `2027-03-${day}`,
  clock: '18:00',
  startsAt: `2027-03-${day}T17:00:00.000Z`,
  endsAt: `2027-03-${day}T18:00:00.000Z`,
  bookable,
  reason: bookable ? null : 'busy',
  text: null,
  alternatives: [],
})
const euros = (amount: number) => ({ amount, currency: 'EUR' as const })
const quote: SeriesQuote = {
  coachZone: 'Europe/Berlin',
  durationMinutes: 60,
  singlePrice: euros(3000),
  price: euros(6000),
  items: [date('01', true), date('08', false), date('15', true)],
}

test('the free dates are taken, and those that are not are left out', () => {
  expect(startsOf(quote, {})).toEqual(['2027-03-01T17:00:00.000Z', '2027-03-15T17:00:00.000Z'])
})

test('another start takes the place of a date, and a free date may be left out', () => {
  const changes = { '2027-03-08': '2027-03-08T19:00:00.000Z', '2027-03-15': null }
  expect(startsOf(quote, changes)).toEqual(['2027-03-01T17:00:00.000Z', '2027-03-08T19:00:00.000Z'])
})

test('one start chosen for two dates is taken once', () => {
  expect(startsOf(quote, { '2027-03-08': '2027-03-15T17:00:00.000Z' })).toHaveLength(2)
})
