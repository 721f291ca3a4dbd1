/** From clock readings in the zones of a feed to instants. */
import ICAL from 'ical.js'
import { findIana } from 'windows-iana'
import { isKnownZone, spansOf } from '../open-hours.ts'

/** A clock reading, in milliseconds as if the clock stood in UTC, with the zone of that clock. */
export interface Moment {
  reading: number
  /** A name of the feed's; null is the coach's own clock, for floating times and whole days. */
  zoneName: string | null
  isDate: boolean
}

/** Answers the instant (epoch ms) of a moment. A reading that does not exist is taken an hour on, one that is there twice first. */
export type InstantOf = (moment: Moment) => number

/** No clock is further than this from UTC. */
export const farthestClockMs = 26 * 3_600_000

/** UTC, as the name of a zone. */
export const utcName = 'UTC'

/**
 * Makes the conversion for a feed with these VTIMEZONE components, on the clock of a coach in `coachZone`. A zone that the
 * time zone database knows is taken from there, since programs write only the rules of some years into their files.
 */
export function instantsIn(vtimezones: readonly string[], coachZone: string): InstantOf {
  const custom = customZones(vtimezones)
  const clocks = new Map<string, (reading: number) => number>()
  const clockOf = (name: string) => {
    const known = ianaName(name)
    if (known) return ianaClock(known)
    const zone = custom.get(name)
    if (zone) return customClock(zone)
    return ianaClock(windowsZone(name) ?? zoneInPath(name) ?? coachZone)
  }
  return ({ reading, zoneName }) => {
    const name = zoneName ?? coachZone
    if (name === utcName) return reading
    const clock = clocks.get(name) ?? clockOf(name)
    clocks.set(name, clock)
    return clock(reading)
  }
}

function customZones(vtimezones: readonly string[]): Map<string, ICAL.Timezone> {
  const zones = new Map<string, ICAL.Timezone>()
  for (const text of vtimezones) {
    const zone = customZone(text)
    if (zone) zones.set(zone.tzid, zone)
  }
  return zones
}

/** Undefined for a zone that cannot be read: its events are then understood by the zone's name. */
function customZone(text: string): ICAL.Timezone | undefined {
  try {
    return new ICAL.Timezone(new ICAL.Component(ICAL.parse(text) as unknown[]))
  } catch {
    return undefined
  }
}

function ianaClock(zone: string) {
  return (reading: number) => {
    const spans = spansOf(zone, reading - farthestClockMs, reading + farthestClockMs)
    // The first span that has the reading; where a clock was put forward none has, and the offset before holds.
    const span = spans.find(
      ({ startMs, endMs, offsetMs }) => reading - offsetMs >= startMs && reading - offsetMs < endMs,
    )
    const offsetBefore = () => spans.findLast(({ startMs, offsetMs }) => reading - offsetMs >= startMs)?.offsetMs ?? 0
    return reading - (span?.offsetMs ?? offsetBefore())
  }
}

function customClock(zone: ICAL.Timezone) {
  return (reading: number) => reading - zone.utcOffset(timeOf(reading)) * 1000
}

function timeOf(reading: number): ICAL.Time {
  const at = new Date(reading)
  return ICAL.Time.fromData({
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  })
}

function ianaName(name: string): string | undefined {
  return /^[A-Za-z][\w+/-]*$/.test(name) && isKnownZone(name) ? name : undefined
}

/** `W. Europe Standard Time`, as Outlook and Exchange name zones. */
function windowsZone(name: string): string | undefined {
  return findIana(name)[0]
}

/** `/freeassociation.sourceforge.net/Europe/Berlin`, as Evolution and old Mozilla programs name zones. */
function zoneInPath(name: string): string | undefined {
  return ianaName(name.split('/').slice(-2).join('/'))
}
