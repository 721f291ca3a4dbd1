/** One event of a feed: when it is, how it repeats, and whether it takes time. */
import ICAL from 'ical.js'
import { type InstantOf, type Moment, utcName } from './feed-zones.ts'

/** How long an event lasts: whole days on its clock, then elapsed time. */
export interface Span {
  days: number
  ms: number
}

/** A rule of repetition (RFC 5545, 3.3.10) without its end, and the end. */
export interface Rule {
  rule: string
  /** The last moment it may fall on; a date is one on the event's own clock. */
  until: Moment | null
}

/** An event, or the replacement of one of its repetitions. */
export interface FeedEvent {
  uid: string
  sequence: number
  start: Moment
  span: Span
  rules: Rule[]
  added: { start: Moment; span: Span }[]
  removed: Moment[]
  /** Which repetition this replaces; undefined for the event itself. */
  replaces: { moment: Moment; andLater: boolean } | undefined
  takesTime: boolean
}

const dayMs = 86_400_000

/** Reads the lines of one VEVENT. Throws for what cannot be understood. */
export function readEvent(text: string, instantOf: InstantOf): FeedEvent {
  const event = new ICAL.Component(ICAL.parse(text) as unknown[])
  const word = (name: string) => String(event.getFirstPropertyValue(name) ?? '').toUpperCase()
  const start = momentsOf(required(event, 'dtstart'))[0] as Moment
  const span = spanOf(event, start, instantOf)
  const replaced = event.getFirstProperty('recurrence-id')
  return {
    uid: String(event.getFirstPropertyValue('uid') ?? ''),
    sequence: Number(event.getFirstPropertyValue('sequence') ?? 0),
    start,
    span,
    rules: event.getAllProperties('rrule').map(ruleOf),
    added: event.getAllProperties('rdate').flatMap((property) => addedBy(property, span, instantOf)),
    removed: event.getAllProperties('exdate').flatMap(momentsOf),
    replaces: replaced
      ? {
          moment: momentsOf(replaced)[0] as Moment,
          andLater: String(replaced.getFirstParameter('range')).toUpperCase() === 'THISANDFUTURE',
        }
      : undefined,
    takesTime:
      word('status') !== 'CANCELLED' &&
      word('transp') !== 'TRANSPARENT' &&
      word('x-microsoft-cdo-busystatus') !== 'FREE',
  }
}

/** Busy intervals, `[start, end)` in epoch ms, of one VFREEBUSY; its times are in UTC by definition. */
export function readFreeBusy(text: string, instantOf: InstantOf): [number, number][] {
  const component = new ICAL.Component(ICAL.parse(text) as unknown[])
  return component
    .getAllProperties('freebusy')
    .filter((property) => String(property.getFirstParameter('fbtype') ?? 'BUSY').toUpperCase() !== 'FREE')
    .flatMap((property) => addedBy(property, { days: 0, ms: 0 }, instantOf))
    .map(({ start, span }) => [instantOf(start), endOf(start, span, instantOf)])
}

/** The instant at which what starts then and lasts so long ends. */
export function endOf(start: Moment, { days, ms }: Span, instantOf: InstantOf): number {
  return instantOf({ ...start, reading: start.reading + days * dayMs }) + ms
}

function spanOf(event: ICAL.Component, start: Moment, instantOf: InstantOf): Span {
  const ends = event.getFirstProperty('dtend')
  if (ends) return spanBetween(start, momentsOf(ends)[0] as Moment, instantOf)
  const duration = event.getFirstPropertyValue('duration')
  if (duration instanceof ICAL.Duration) return spanFrom(duration)
  return { days: start.isDate ? 1 : 0, ms: 0 }
}

/** Whole days stay whole days over a clock change; between two times it is the elapsed time that is kept. */
function spanBetween(start: Moment, end: Moment, instantOf: InstantOf): Span {
  const span = start.isDate
    ? { days: Math.max(1, Math.round((end.reading - start.reading) / dayMs)), ms: 0 }
    : { days: 0, ms: instantOf(end) - instantOf(start) }
  if (end.reading < start.reading || span.ms < 0) throw new Error('an event ends before it starts')
  return span
}

function spanFrom({ isNegative, weeks, days, hours, minutes, seconds }: ICAL.Duration): Span {
  if (isNegative) throw new Error('an event ends before it starts')
  return { days: weeks * 7 + days, ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 }
}

function addedBy(property: ICAL.Property, span: Span, instantOf: InstantOf): { start: Moment; span: Span }[] {
  return property.getValues().map((value: unknown) => {
    if (!(value instanceof ICAL.Period)) return { start: momentOf(value, property), span }
    const start = momentOf(value.start, property)
    if (value.duration) return { start, span: spanFrom(value.duration) }
    return { start, span: spanBetween(start, momentOf(value.end, property), instantOf) }
  })
}

function ruleOf(property: ICAL.Property): Rule {
  const recur = property.getFirstValue() as unknown as ICAL.Recur
  const rule = recur.toString().replace(/;?UNTIL=[^;]*/i, '')
  return { rule, until: recur.until ? momentOf(recur.until, property) : null }
}

function momentsOf(property: ICAL.Property): Moment[] {
  return property.getValues().map((value: unknown) => momentOf(value, property))
}

function momentOf(value: unknown, property: ICAL.Property): Moment {
  if (!(value instanceof ICAL.Time)) throw new Error(`${property.name} is no time`)
  const { year, month, day, hour, minute, second, isDate } = value
  const reading = isDate ? Date.UTC(year, month - 1, day) : Date.UTC(year, month - 1, day, hour, minute, second)
  if (!(year >= 1900 && year < 2200)) throw new Error(`${property.name} is in the year ${year}`)
  if (isDate) return { reading, zoneName: null, isDate }
  const zoneName = value.zone === ICAL.Timezone.utcTimezone ? utcName : property.getFirstParameter('tzid')
  return { reading, zoneName: zoneName || null, isDate }
}

function required(event: ICAL.Component, name: string): ICAL.Property {
  const property = event.getFirstProperty(name)
  if (!property) throw new Error(`${name} is missing`)
  return property
}
