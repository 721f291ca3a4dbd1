import { expect, test } from 'vitest'
import { type EarningItem, earningsCsv } from './earnings-file.ts'

const item: EarningItem = {
  orderId: '0199f1de-6a00-7000-8000-000000000001',
  orderKind: 'booking',
  bookingId: '0199f1de-6a00-7000-8000-000000000001',
  price: { amount: 3500, currency: 'EUR' },
  commission: { amount: 525, currency: 'EUR' },
  share: { amount: 2975, currency: 'EUR' },
  state: 'held',
  availableAt: '2026-11-26T18:00:00Z',
  at: '2026-11-20T10:00:00Z',
}

test('writes one line a booking below the names of the columns', () => {
  expect(earningsCsv([item, { ...item, state: 'paid', availableAt: null }]).split('\r\n')).toEqual([
    'paid_on,booking,currency,price,commission,share,state,available_on',
    '2026-11-20T10:00:00Z,0199f1de-6a00-7000-8000-000000000001,EUR,35.00,5.25,29.75,held,2026-11-26T18:00:00Z',
    '2026-11-20T10:00:00Z,0199f1de-6a00-7000-8000-000000000001,EUR,35.00,5.25,29.75,paid,',
    '',
  ])
})
