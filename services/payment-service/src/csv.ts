/** Files for spreadsheets: RFC 4180, streamed, amounts as decimals, instants in UTC beside the reader's own clock. */
import { Readable } from 'node:stream'
import { decimal } from '@ecc/contracts/currencies'
import { type RawReply, raw } from '@ecc/kit'
import { Temporal } from 'temporal-polyfill'

export type Field = string | number | null

/** A line of a file, with its end. A text that a spreadsheet would take for a formula is told that it is text. */
export function csvLine(fields: readonly Field[]): string {
  return `${fields.map(csvField).join(',')}\r\n`
}

const number = /^-?\d+(\.\d+)?$/
const formula = /^[=+\-@\t\r]/

function csvField(field: Field): string {
  const given = field === null ? '' : String(field)
  const text = formula.test(given) && !number.test(given) ? `'${given}` : given
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Minor units as a decimal number, where there may be none. */
export const decimalOrNone = (minor: number | null, currency: string) =>
  minor === null ? null : decimal(minor, currency)

/** The columns an instant takes: in UTC, on the clock of a zone, and the name of the zone. */
export const instantColumns = ['at_utc', 'local_time', 'time_zone'] as const

/** The fields of these columns. */
export function instantFields(at: string, zone: string): [string, string, string] {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime()
  return [new Date(at).toISOString(), local.toString({ smallestUnit: 'second' }), zone]
}

/** Answers with a file that is made while it is sent. */
export function csvFile(name: string, lines: AsyncIterable<string>): RawReply {
  const headers = {
    'content-disposition': `attachment; filename="${name}.csv"`,
    'cache-control': 'no-store',
  }
  return raw('text/csv; charset=utf-8', Readable.from(lines, { objectMode: false }), headers)
}
