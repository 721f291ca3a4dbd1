/** The time of a statement: a month or a year on the clock of a zone. */
import { invalidRequest } from '@ecc/contracts/problems'
import { Temporal } from 'temporal-polyfill'

export interface Period {
  from: Date
  /** The first instant that is not in it any more. */
  to: Date
}

/** `2027-03` or `2027`, from midnight to midnight in the zone. Throws invalidRequest for a zone that there is not. */
export function periodOf(period: string, zone: string): Period {
  const isYear = period.length === 4
  const first = Temporal.PlainDate.from(isYear ? `${period}-01-01` : `${period}-01`)
  const end = first.add(isYear ? { years: 1 } : { months: 1 })
  try {
    const [from, to] = [first, end].map((day) => new Date(day.toZonedDateTime(zone).epochMilliseconds))
    return { from: from as Date, to: to as Date }
  } catch (error) {
    if (error instanceof RangeError) throw invalidRequest(`query: zone ${zone} is no time zone`)
    throw error
  }
}
