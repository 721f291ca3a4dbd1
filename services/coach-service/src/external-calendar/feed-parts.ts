/** Cuts the text of an iCalendar feed (RFC 5545) into what busy times are made of. What events are about is never read. */
import { FeedFault } from './feed-fault.ts'

/** The components of a feed, each as the text of its own lines. */
export interface FeedParts {
  zones: string[]
  events: string[]
  freeBusy: string[]
}

const maxEvents = 20_000
/** The properties of an event that say when it is. Without the others a broken description breaks nothing. */
const timeProperties = new Set([
  'UID',
  'DTSTART',
  'DTEND',
  'DURATION',
  'RRULE',
  'RDATE',
  'EXDATE',
  'RECURRENCE-ID',
  'SEQUENCE',
  'STATUS',
  'TRANSP',
  'X-MICROSOFT-CDO-BUSYSTATUS',
  'FREEBUSY',
])

/** Cuts a feed into its parts. Throws a FeedFault for what is no feed, is cut off, or is too long. */
export function feedParts(text: string): FeedParts {
  if (!/^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text.slice(0, 200)))
    throw new FeedFault('What is at that address is not a calendar feed')
  const parts: FeedParts = { zones: [], events: [], freeBusy: [] }
  const inside: string[] = []
  let lines: string[] = []
  for (const line of unfolded(text)) {
    const name = /^[\w-]+/.exec(line)?.[0].toUpperCase() ?? ''
    if (name === 'BEGIN') inside.push(line.slice(6).trim().toUpperCase())
    if (isWanted(name, inside)) lines.push(line)
    if (name !== 'END') continue
    const ended = inside.pop()
    const list = { VTIMEZONE: parts.zones, VEVENT: parts.events, VFREEBUSY: parts.freeBusy }[ended ?? '']
    if (!list || inside.length !== 1) continue
    list.push(lines.join('\r\n'))
    lines = []
    if (list.length > maxEvents) throw new FeedFault(`The feed has more than ${maxEvents.toLocaleString('en')} events`)
  }
  if (inside.length > 0) throw new FeedFault('The feed ends in the middle')
  return parts
}

/** Lines as they were before they were folded (RFC 5545, 3.1). */
function unfolded(text: string): string[] {
  return text
    .replace(/^\uFEFF?\s*/, '')
    .replaceAll(/(?:\r\n|\n|\r)[ \t]/g, '')
    .split(/\r\n|\n|\r/)
}

function isWanted(name: string, inside: readonly string[]): boolean {
  if (inside[1] === 'VTIMEZONE') return name !== ''
  if (inside.length !== 2 || (inside[1] !== 'VEVENT' && inside[1] !== 'VFREEBUSY')) return false
  return name === 'BEGIN' || name === 'END' || timeProperties.has(name)
}
