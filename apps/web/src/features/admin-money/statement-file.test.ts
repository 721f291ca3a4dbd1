import { expect, test } from 'vitest'
import { type Fact, statementCsv } from './statement-file.ts'

test('a statement has a line for each entry, with amounts that add up', () => {
  const fact: Fact = {
    id: 7,
    at: '2027-03-01T12:00:00.000Z',
    kind: 'captured',
    source: 'ch_1',
    currency: 'EUR',
    bookingId: null,
    reverses: null,
    lines: [
      { account: 'asset:psp', debit: 1050, credit: 0, balance: null },
      { account: 'liab:escrow:1', debit: 0, credit: 1050, balance: 1050 },
    ],
  }
  expect(statementCsv([fact]).split('\r\n')).toEqual([
    'at,fact,kind,source,currency,account,debit,credit,balance',
    '2027-03-01T12:00:00.000Z,7,captured,ch_1,EUR,asset:psp,10.50,0.00,',
    '2027-03-01T12:00:00.000Z,7,captured,ch_1,EUR,liab:escrow:1,0.00,10.50,10.50',
    '',
  ])
})
