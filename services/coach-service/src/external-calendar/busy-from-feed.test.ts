import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { busyFromFeed, type FeedQuery } from './busy-from-feed.ts'
import { FeedFault } from './feed-fault.ts'

const march: FeedQuery = {
  zone: 'Europe/Berlin',
  from: Date.parse('2027-03-01T00:00Z'),
  to: Date.parse('2027-05-01T00:00Z'),
}
const feed = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:one@example.com', ...lines, 'END:VEVENT']
/** Busy intervals as `2027-03-01T17:30Z/19:00Z`, with the end's date where it is another one. */
function busyIn(text: string, query: Partial<FeedQuery> = {}): string[] {
  return busyFromFeed(text, { ...march, ...query }).busy.map(([start, end]) => {
    const [from, to] = [start, end].map((ms) => `${new Date(ms).toISOString().slice(0, 16)}Z`) as [string, string]
    return `${from}/${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`
  })
}
const corpus = (name: string) => readFile(new URL(`./feeds/${name}.ics`, import.meta.url), 'utf8')

describe('a feed as programs write it', () => {
  it('of Google: a series over a clock change with moved, cancelled and removed dates, whole days, our own session', async () => {
    expect(busyIn(await corpus('google'))).toEqual([
      '2027-03-01T17:30Z/19:00Z',
      '2027-03-23T18:00Z/20:00Z',
      '2027-03-25T23:00Z/2027-03-29T22:00Z',
      '2027-04-05T16:30Z/18:00Z',
    ])
  })

  it('of Outlook: Windows zones, with rules in the file and by name alone, and its own word for free', async () => {
    expect(busyIn(await corpus('outlook'))).toEqual([
      '2027-03-02T14:00Z/15:00Z',
      '2027-03-04T14:00Z/15:00Z',
      '2027-03-09T14:00Z/15:00Z',
      '2027-03-16T13:00Z/14:00Z',
      '2027-03-18T13:00Z/14:00Z',
      '2027-03-23T13:00Z/14:00Z',
      '2027-03-25T13:00Z/14:00Z',
      '2027-04-05T07:00Z/08:00Z',
    ])
  })

  it('of Apple: a counted series, floating times, added dates, and no tasks', async () => {
    expect(busyIn(await corpus('apple'))).toEqual([
      '2027-03-03T07:00Z/07:45Z',
      '2027-03-04T22:00Z/22:30Z',
      '2027-03-11T22:00Z/22:30Z',
      '2027-03-19T00:00Z/00:30Z',
      '2027-03-26T06:00Z/07:30Z',
      '2027-04-30T07:00Z/08:30Z',
    ])
  })
})

describe('time', () => {
  it('of a whole day is from midnight to midnight on the coach’s clock, also on one that is 23 hours long', () => {
    const day = feed(...event('DTSTART;VALUE=DATE:20270328'))
    expect(busyIn(day)).toEqual(['2027-03-27T23:00Z/2027-03-28T22:00Z'])
    expect(busyIn(day, { zone: 'America/New_York' })).toEqual(['2027-03-28T04:00Z/2027-03-29T04:00Z'])
  })

  it('in a zone only the feed knows follows the feed’s rules', () => {
    const custom = (tzid: string) => [
      'BEGIN:VTIMEZONE',
      `TZID:${tzid}`,
      'BEGIN:STANDARD',
      'DTSTART:20270101T000000',
      'TZOFFSETFROM:+0545',
      'TZOFFSETTO:+0545',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:20270320T020000',
      'TZOFFSETFROM:+0545',
      'TZOFFSETTO:+0645',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ]
    const lines = ['DTSTART;TZID="Base: Camp":20270315T120000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=2']
    expect(busyIn(feed(...custom('Base: Camp'), ...event(...lines)))).toEqual([
      '2027-03-15T06:15Z/07:15Z',
      '2027-03-22T05:15Z/06:15Z',
    ])
  })

  it('in a zone nobody knows is on the coach’s clock', () => {
    expect(busyIn(feed(...event('DTSTART;TZID=Atlantis:20270315T120000', 'DURATION:PT1H')))).toEqual([
      '2027-03-15T11:00Z/12:00Z',
    ])
  })

  it('that the clock skips is an hour on, and that it shows twice is the first', () => {
    const at = (reading: string) => feed(...event(`DTSTART;TZID=Europe/Berlin:${reading}`, 'DURATION:PT10M'))
    expect(busyIn(at('20270328T023000'))).toEqual(['2027-03-28T01:30Z/01:40Z'])
    const autumn = { from: Date.parse('2027-10-01T00:00Z'), to: Date.parse('2027-12-01T00:00Z') }
    expect(busyIn(at('20271031T023000'), autumn)).toEqual(['2027-10-31T00:30Z/00:40Z'])
  })

  it('of a duration in days keeps to the clock, in hours to the elapsed time', () => {
    const lasting = (duration: string) =>
      feed(...event('DTSTART;TZID=Europe/Berlin:20270327T120000', `DURATION:${duration}`))
    expect(busyIn(lasting('P1D'))).toEqual(['2027-03-27T11:00Z/2027-03-28T10:00Z'])
    expect(busyIn(lasting('PT24H'))).toEqual(['2027-03-27T11:00Z/2027-03-28T11:00Z'])
  })

  it('that overlaps or touches is one interval; what has no length is none', () => {
    const lines = [
      ...event('DTSTART:20270302T100000Z', 'DTEND:20270302T110000Z').with(1, 'UID:a'),
      ...event('DTSTART:20270302T103000Z', 'DTEND:20270302T120000Z').with(1, 'UID:b'),
      ...event('DTSTART:20270302T120000Z', 'DTEND:20270302T123000Z').with(1, 'UID:c'),
      ...event('DTSTART:20270303T120000Z').with(1, 'UID:d'),
    ]
    expect(busyFromFeed(feed(...lines), march)).toMatchObject({ eventCount: 3, unreadCount: 0 })
    expect(busyIn(feed(...lines))).toEqual(['2027-03-02T10:00Z/12:30Z'])
  })

  it('of one who only publishes when they are free or busy is taken from that', () => {
    const lines = [
      'BEGIN:VFREEBUSY',
      'FREEBUSY;FBTYPE=BUSY:20270302T100000Z/PT1H,20270303T100000Z/20270303T120000Z',
      'FREEBUSY;FBTYPE=FREE:20270304T100000Z/PT8H',
      'END:VFREEBUSY',
    ]
    expect(busyIn(feed(...lines))).toEqual(['2027-03-02T10:00Z/11:00Z', '2027-03-03T10:00Z/12:00Z'])
  })
})

describe('a series', () => {
  const weekly = ['DTSTART:20270302T100000Z', 'DTEND:20270302T110000Z', 'RRULE:FREQ=WEEKLY;COUNT=4']

  it('goes on changed from a replacement of this and later dates', () => {
    const lines = [
      ...event(...weekly),
      ...event('RECURRENCE-ID;RANGE=THISANDFUTURE:20270316T100000Z', 'DTSTART:20270316T140000Z', 'DURATION:PT2H'),
    ]
    expect(busyIn(feed(...lines))).toEqual([
      '2027-03-02T10:00Z/11:00Z',
      '2027-03-09T10:00Z/11:00Z',
      '2027-03-16T14:00Z/16:00Z',
      '2027-03-23T14:00Z/16:00Z',
    ])
  })

  it('is what its newest version says', () => {
    const lines = [
      ...event('SEQUENCE:2', 'DTSTART:20270303T100000Z', 'DURATION:PT1H'),
      ...event('SEQUENCE:1', 'DTSTART:20270304T100000Z', 'DURATION:PT1H'),
    ]
    expect(busyIn(feed(...lines))).toEqual(['2027-03-03T10:00Z/11:00Z'])
  })

  it('leaves out dates removed without their time', () => {
    expect(busyIn(feed(...event(...weekly, 'EXDATE;VALUE=DATE:20270309,20270316')))).toEqual([
      '2027-03-02T10:00Z/11:00Z',
      '2027-03-23T10:00Z/11:00Z',
    ])
  })

  it('shows a single date of a series the rest of which is not shared', () => {
    const lines = event('RECURRENCE-ID:20270302T100000Z', 'DTSTART:20270302T130000Z', 'DURATION:PT1H')
    expect(busyIn(feed(...lines))).toEqual(['2027-03-02T13:00Z/14:00Z'])
  })

  it('that began long ago and is cancelled takes no time', () => {
    const lines = ['DTSTART:20150105T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY']
    expect(busyIn(feed(...event(...lines)))).toHaveLength(61)
    expect(busyIn(feed(...event(...lines, 'STATUS:CANCELLED')))).toEqual([])
  })
})

describe('what cannot be understood', () => {
  it('is counted, and keeps nothing else from being read', () => {
    const lines = [
      ...event('DTSTART:nonsense').with(1, 'UID:a'),
      ...event('SUMMARY:no start').with(1, 'UID:b'),
      ...event('DTSTART:20270302T100000Z', 'DTEND:20270302T090000Z').with(1, 'UID:c'),
      ...event('DTSTART:20270302T100000Z', 'DURATION:PT1M', 'RRULE:FREQ=SOMETIMES').with(1, 'UID:d'),
      ...event('DTSTART:20200302T100000Z', 'DURATION:PT1M', 'RRULE:FREQ=SECONDLY').with(1, 'UID:e'),
      ...event('DTSTART:20270302T100000Z', 'DURATION:PT1H').with(1, 'UID:f'),
    ]
    expect(busyFromFeed(feed(...lines), march)).toMatchObject({ eventCount: 1, unreadCount: 5 })
  })

  it('as a feed is refused in words for the coach', () => {
    const reading = (text: string) => () => busyFromFeed(text, march)
    expect(reading('<!doctype html><title>Sign in</title>')).toThrow(
      new FeedFault('What is at that address is not a calendar feed'),
    )
    expect(reading('')).toThrow(FeedFault)
    expect(reading(feed(...event('DTSTART:20270302T100000Z')).slice(0, -20))).toThrow(
      new FeedFault('The feed ends in the middle'),
    )
  })

  it('as a person’s calendar is refused: too many events, too many of them soon', () => {
    const many = Array.from({ length: 20_001 }, () => event()).flat()
    expect(() => busyFromFeed(feed(...many), march)).toThrow('The feed has more than 20,000 events')
    const dense = Array.from({ length: 12 }, (_, i) =>
      event('DTSTART:20270101T000000Z', 'DURATION:PT1M', `RRULE:FREQ=HOURLY;BYMINUTE=${i * 5}`).with(1, `UID:${i}`),
    )
    expect(() => busyFromFeed(feed(...dense.flat()), march)).toThrow('more than 5,000 busy times')
  })
})
