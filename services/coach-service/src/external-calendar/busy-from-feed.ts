/** The busy times that an iCalendar feed (RFC 5545) comes to. Pure: text in, instants out. */
import { calendarUidDomain } from '@ecc/contracts/calendar-feeds'
import { RRuleTemporal } from 'rrule-temporal'
import { endOf, type FeedEvent, type Rule, readEvent, readFreeBusy, type Span } from './feed-event.ts'
import { FeedFault } from './feed-fault.ts'
import { feedParts } from './feed-parts.ts'
import { farthestClockMs, type InstantOf, instantsIn, type Moment } from './feed-zones.ts'

/** What a feed is asked: whose clock floating times and whole days are on, and between which instants (epoch ms). */
export interface FeedQuery {
  zone: string
  from: number
  to: number
}

/** What a feed comes to between two instants. */
export interface FeedTimes {
  /** `[start, end)` in epoch ms, sorted, apart from each other; an event that reaches out of the range is whole. */
  busy: [number, number][]
  /** How many events take time, repetitions counted. */
  eventCount: number
  /** How many could not be understood. */
  unreadCount: number
}

const dayMs = 86_400_000
const maxOccurrences = 20_000
const maxIntervals = 5_000

interface Occurrence {
  start: Moment
  span: Span
  takesTime: boolean
}

/**
 * Reads when a feed's owner is busy. Cancelled and transparent events take no time, nor do our own sessions, which may
 * come back to us in it. Throws a FeedFault for what is no feed, or is more than a calendar of a person holds.
 */
export function busyFromFeed(text: string, query: FeedQuery): FeedTimes {
  const parts = feedParts(text)
  const instantOf = instantsIn(parts.zones, query.zone)
  const times: FeedTimes = { busy: [], eventCount: 0, unreadCount: 0 }
  const add = (start: number, end: number) => {
    if (start >= query.to || end <= query.from || end <= start) return
    times.busy.push([start, end])
    if (times.busy.length > maxOccurrences)
      throw new FeedFault(`The feed has more than ${maxOccurrences.toLocaleString('en')} events in the next weeks`)
  }
  const { events, unreadCount } = readEvents(parts.events, instantOf)
  times.unreadCount = unreadCount
  for (const series of seriesOf(events, instantOf)) {
    try {
      for (const { start, span, takesTime } of occurrencesOf(series, query, instantOf))
        if (takesTime) add(instantOf(start), endOf(start, span, instantOf))
    } catch (error) {
      if (error instanceof FeedFault) throw error
      times.unreadCount++ // a rule that the library refuses, or that repeats beyond all measure
    }
  }
  for (const component of parts.freeBusy) for (const [start, end] of readFreeBusy(component, instantOf)) add(start, end)
  times.eventCount = times.busy.length
  times.busy = merged(times.busy)
  if (times.busy.length > maxIntervals)
    throw new FeedFault(`The feed has more than ${maxIntervals.toLocaleString('en')} busy times in the next weeks`)
  return times
}

function readEvents(texts: readonly string[], instantOf: InstantOf): { events: FeedEvent[]; unreadCount: number } {
  const events: FeedEvent[] = []
  let unreadCount = 0
  for (const text of texts) {
    try {
      events.push(readEvent(text, instantOf))
    } catch (error) {
      if (error instanceof FeedFault) throw error
      unreadCount++
    }
  }
  return { events: events.filter(({ uid }) => !uid.endsWith(`@${calendarUidDomain}`)), unreadCount }
}

/** An event with what replaces some of its repetitions, by their instants. */
interface Series {
  event: FeedEvent | undefined
  replacements: Map<number, FeedEvent>
}

/** Events of one UID belong together; of several versions of one the highest SEQUENCE holds, the last of equal ones. */
function seriesOf(events: readonly FeedEvent[], instantOf: InstantOf): Series[] {
  const byUid = new Map<string, Series>()
  const all: Series[] = []
  for (const event of events) {
    const known = event.uid === '' ? undefined : byUid.get(event.uid)
    const series = known ?? { event: undefined, replacements: new Map<number, FeedEvent>() }
    if (!known) {
      all.push(series)
      byUid.set(event.uid, series)
    }
    const at = event.replaces && instantOf(event.replaces.moment)
    const before = at === undefined ? series.event : series.replacements.get(at)
    if (before && before.sequence > event.sequence) continue
    if (at === undefined) series.event = event
    else series.replacements.set(at, event)
  }
  return all
}

/** What may take time between the instants: a few more than do, since zones are not looked at to find them. */
function occurrencesOf({ event, replacements }: Series, query: FeedQuery, instantOf: InstantOf): Occurrence[] {
  const occurrences: Occurrence[] = [...replacements.values()].map(({ start, span, takesTime }) => ({
    start,
    span,
    takesTime,
  }))
  if (!event) return occurrences
  const later = [...replacements].filter(([, { replaces }]) => replaces?.andLater).sort(([a], [b]) => b - a)
  for (const { start, span } of ownOccurrences(event, query, instantOf)) {
    const at = instantOf(start)
    if (replacements.has(at)) continue
    const change = later.find(([from]) => from <= at)?.[1]
    occurrences.push(change ? moved(start, change) : { start, span, takesTime: event.takesTime })
  }
  return occurrences
}

/** A repetition after a change to it and all later ones (RECURRENCE-ID;RANGE=THISANDFUTURE). */
function moved(start: Moment, { start: changed, span, takesTime, replaces }: FeedEvent): Occurrence {
  const shift = changed.reading - (replaces?.moment.reading ?? changed.reading)
  return { start: { ...changed, reading: start.reading + shift }, span, takesTime }
}

/** The event, its repetitions near the range, and what was added, without what was removed. */
function ownOccurrences(event: FeedEvent, query: FeedQuery, instantOf: InstantOf): { start: Moment; span: Span }[] {
  const { start, span, removed } = event
  const found = new Map<number, { start: Moment; span: Span }>()
  const longest = span.days * dayMs + span.ms + farthestClockMs
  const readings = event.rules.flatMap((rule) =>
    readingsOf(rule, start, { from: query.from - longest, to: query.to + farthestClockMs }, instantOf),
  )
  for (const reading of [start.reading, ...readings]) {
    const moment = { ...start, reading }
    found.set(instantOf(moment), { start: moment, span })
  }
  for (const one of event.added) found.set(instantOf(one.start), one)
  for (const moment of removed) {
    if (moment.isDate && !start.isDate) removeDay(found, moment)
    else found.delete(instantOf(moment))
  }
  return [...found.values()]
}

/** Some programs write a bare date for a repetition that has a time. */
function removeDay(found: Map<number, { start: Moment }>, day: Moment): void {
  for (const [at, { start }] of found)
    if (Math.floor(start.reading / dayMs) === Math.floor(day.reading / dayMs)) found.delete(at)
}

/**
 * The readings of the event's clock on which a rule falls in a range. The rule is worked out on the bare clock, which is
 * what makes a repetition stay at its time of day, in any zone, also in one that only the feed knows.
 */
function readingsOf(
  { rule, until }: Rule,
  start: Moment,
  range: { from: number; to: number },
  instantOf: InstantOf,
): number[] {
  if (until && until.reading < range.from - farthestClockMs) return []
  const text = `DTSTART;TZID=UTC:${basicFormat(start.reading)}\nRRULE:${rule}`
  const repeated = new RRuleTemporal({ rruleString: text, cache: false })
  const readings = repeated
    .between(new Date(range.from), new Date(range.to), true)
    .map(({ epochMilliseconds }) => epochMilliseconds)
  return until ? readings.filter((reading) => isUpTo({ ...start, reading }, until, instantOf)) : readings
}

function isUpTo(moment: Moment, until: Moment, instantOf: InstantOf): boolean {
  if (until.isDate) return Math.floor(moment.reading / dayMs) <= until.reading / dayMs
  if (moment.isDate || until.zoneName === null) return moment.reading <= until.reading
  return instantOf(moment) <= instantOf(until)
}

/** `20270314T170000` */
function basicFormat(reading: number): string {
  return new Date(reading).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
}

function merged(intervals: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = []
  for (const [start, end] of intervals.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}
