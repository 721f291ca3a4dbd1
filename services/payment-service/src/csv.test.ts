import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, instantFields } from './csv.ts'

/** What a reader that follows RFC 4180 makes of one line. */
function parse(line: string): string[] {
  const fields: string[] = []
  let rest = line.replace(/\r\n$/, '')
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/.exec(rest)
    if (!match) throw new Error(`not a line: ${rest}`)
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'))
    if (match[3] === '') return fields
    rest = rest.slice(match[0].length)
  }
}

describe('a line of a file', () => {
  it('is read back as it was written, whatever is in it', () => {
    const harmless = fc.string({ unit: 'binary' }).filter((text) => !/^[=+\-@\t\r]/.test(text))
    fc.assert(
      fc.property(fc.array(harmless, { minLength: 1, maxLength: 6 }), (fields) => {
        expect(parse(csvLine(fields))).toEqual(fields)
      }),
    )
  })

  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://evil.example","x")'])(
    'makes no formula of %j',
    (text) => {
      expect(parse(csvLine([text]))[0]).toBe(`'${text}`)
    },
  )

  it('leaves numbers below zero what they are', () => {
    expect(csvLine(['-12.50', -3, null])).toBe('-12.50,-3,\r\n')
  })
})

it('an instant is told in UTC and on the clock of the zone, on both sides of a clock change', () => {
  expect(instantFields('2027-03-28T00:59:59.000Z', 'Europe/Berlin')).toEqual([
    '2027-03-28T00:59:59.000Z',
    '2027-03-28T01:59:59',
    'Europe/Berlin',
  ])
  expect(instantFields('2027-03-28T01:00:00.000Z', 'Europe/Berlin')[1]).toBe('2027-03-28T03:00:00')
})
