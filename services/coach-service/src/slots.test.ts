import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { explainSlot, freeSlots, openWindows, type SlotQuery, type WeeklyWindow } from './slots.ts'

/** Hour-long slots every hour in UTC on any day, unless a test says otherwise. */
function ask(query: Partial<SlotQuery>): string[] {
  return freeSlots(complete(query))
}

function complete(query: Partial<SlotQuery>): SlotQuery {
  return {
    zone: 'UTC',
    weekly: everyDay('09:00', '12:00'),
    durationMin: 60,
    stepMin: 60,
    now: '2000-01-01T00:00Z',
    range: { from: '2027-06-01T00:00Z', to: '2027-06-02T00:00Z' },
    ...query,
  }
}

function everyDay(start: string, end: string): WeeklyWindow[] {
  return [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, start, end }))
}

function range(from: string, to: string): SlotQuery['range'] {
  return { from: `${from}T00:00Z`, to: `${to}T00:00Z` }
}

const localHours = (zone: string, slots: string[]) =>
  slots.map((slot) => Temporal.Instant.from(slot).toZonedDateTimeISO(zone).toPlainDateTime().toString())

describe('the clock-reading rule', () => {
  const newYork = { zone: 'America/New_York' }

  test('afternoon hours never move across a clock change', () => {
    const slots = ask({ ...newYork, weekly: everyDay('15:00', '17:00'), range: range('2027-03-13', '2027-03-16') })
    expect(slots).toEqual([
      '2027-03-13T20:00Z',
      '2027-03-13T21:00Z',
      '2027-03-14T19:00Z',
      '2027-03-14T20:00Z',
      '2027-03-15T19:00Z',
      '2027-03-15T20:00Z',
    ])
  })

  test('a reading that does not exist opens nothing', () => {
    const onChangeDay = { ...newYork, durationMin: 30, stepMin: 30, range: range('2027-03-14', '2027-03-15') }
    expect(ask({ ...onChangeDay, weekly: [{ day: 0, start: '02:00', end: '03:00' }] })).toEqual([])
    expect(ask({ ...onChangeDay, weekly: [{ day: 0, start: '01:30', end: '03:30' }] })).toEqual([
      '2027-03-14T06:30Z',
      '2027-03-14T07:00Z',
    ])
  })

  test('windows on both sides of a skipped hour touch and merge', () => {
    const weekly = [
      { day: 0, start: '01:15', end: '02:00' },
      { day: 0, start: '03:00', end: '04:00' },
    ]
    const slots = ask({ ...newYork, weekly, durationMin: 60, stepMin: 30, range: range('2027-03-14', '2027-03-15') })
    expect(slots).toEqual(['2027-03-14T06:15Z', '2027-03-14T06:45Z'])
  })

  test('an hour that happens twice is open twice, as one window when nothing lies between', () => {
    const onChangeDay = { ...newYork, durationMin: 30, stepMin: 30, range: range('2027-11-07', '2027-11-08') }
    expect(ask({ ...onChangeDay, weekly: [{ day: 0, start: '01:00', end: '02:00' }] })).toEqual([
      '2027-11-07T05:00Z',
      '2027-11-07T05:30Z',
      '2027-11-07T06:00Z',
      '2027-11-07T06:30Z',
    ])
    expect(ask({ ...onChangeDay, weekly: [{ day: 0, start: '01:00', end: '01:30' }] })).toEqual([
      '2027-11-07T05:00Z',
      '2027-11-07T06:00Z',
    ])
  })

  test.each([
    ['Europe/London', range('2027-03-28', '2027-03-29'), ['00', '02', '03']],
    ['Europe/London', range('2027-10-31', '2027-11-01'), ['00', '01', '01', '02', '03']],
  ])('%s shows what the wall clock shows on %o', (zone, onDay, hours) => {
    const weekly = [{ day: 0, start: '00:00', end: '04:00' }]
    const slots = ask({ zone, weekly, range: { from: Date.parse(String(onDay.from)) - 3_600_000, to: onDay.to } })
    expect(localHours(zone, slots).map((time) => time.slice(11, 13))).toEqual(hours)
  })

  test('Sydney: the southern change days', () => {
    const weekly = [{ day: 0, start: '01:00', end: '04:00' }]
    expect(ask({ zone: 'Australia/Sydney', weekly, range: range('2027-10-02', '2027-10-04') })).toEqual([
      '2027-10-02T15:00Z',
      '2027-10-02T16:00Z',
    ])
    expect(ask({ zone: 'Australia/Sydney', weekly, range: range('2027-04-03', '2027-04-05') })).toEqual([
      '2027-04-03T14:00Z',
      '2027-04-03T15:00Z',
      '2027-04-03T16:00Z',
      '2027-04-03T17:00Z',
    ])
  })

  test('Lord Howe: clocks that change by half an hour', () => {
    const weekly = [{ day: 0, start: '01:00', end: '03:00' }]
    const zone = 'Australia/Lord_Howe'
    const spring = { zone, weekly, durationMin: 30, stepMin: 30, range: range('2027-10-02', '2027-10-04') }
    expect(ask(spring)).toEqual(['2027-10-02T14:30Z', '2027-10-02T15:00Z', '2027-10-02T15:30Z'])
    expect(ask({ ...spring, range: range('2027-04-03', '2027-04-05') })).toEqual([
      '2027-04-03T14:00Z',
      '2027-04-03T14:30Z',
      '2027-04-03T15:00Z',
      '2027-04-03T15:30Z',
      '2027-04-03T16:00Z',
    ])
  })

  test.each([
    ['America/Havana, which skips midnight', 'America/Havana', '00:00', ['2027-03-14T05:00Z']],
    ['Asia/Beirut, which skips midnight', 'Asia/Beirut', '00:00', ['2027-03-27T22:00Z']],
    ['Europe/Dublin, whose winter is the exception', 'Europe/Dublin', '00:00', ['2027-03-28T00:00Z']],
    ['Asia/Kathmandu, 45 minutes off', 'Asia/Kathmandu', '09:00', ['2027-03-28T03:15Z', '2027-03-28T04:15Z']],
    ['Australia/Eucla, 45 minutes off', 'Australia/Eucla', '09:00', ['2027-03-28T00:15Z', '2027-03-28T01:15Z']],
  ])('%s', (_, zone, start, slots) => {
    const date = zone === 'America/Havana' ? '2027-03-14' : '2027-03-28'
    const windows = [{ start, end: start === '00:00' ? '02:00' : '11:00' }]
    const asked = { zone, weekly: [], overrides: [{ date, windows }], range: range('2027-03-10', '2027-03-31') }
    expect(ask(asked)).toEqual(slots)
  })

  test('a skipped date yields nothing', () => {
    const slots = ask({
      zone: 'Pacific/Apia',
      weekly: everyDay('09:00', '10:00'),
      range: range('2011-12-29', '2011-12-31'),
    })
    expect(localHours('Pacific/Apia', slots)).toEqual(['2011-12-29T09:00:00', '2011-12-31T09:00:00'])
    const onlyOverride = { date: '2011-12-30', windows: [{ start: '00:00', end: '24:00' }] }
    expect(
      ask({ zone: 'Pacific/Apia', weekly: [], overrides: [onlyOverride], range: range('2011-12-28', '2012-01-02') }),
    ).toEqual([])
  })

  test('a date that is shown, left and shown again is open both times', () => {
    // St John's went back at 00:01: for one minute it was 29 October, then 28 October once more.
    const query = { zone: 'America/St_Johns', durationMin: 1, stepMin: 1, range: range('2006-10-28', '2006-10-30') }
    const weekly = [
      { day: 6, start: '23:59', end: '24:00' },
      { day: 0, start: '00:00', end: '00:01' },
    ]
    expect(ask({ ...query, weekly })).toEqual([
      '2006-10-29T02:29Z',
      '2006-10-29T02:30Z',
      '2006-10-29T03:29Z',
      '2006-10-29T03:30Z',
    ])
  })

  test('old zone names mean the same as new ones, and names are taken in any case', () => {
    const weekly = everyDay('09:00', '11:00')
    for (const [old, current] of [
      ['Asia/Calcutta', 'Asia/Kolkata'],
      ['US/Eastern', 'America/New_York'],
      ['Europe/Kiev', 'Europe/Kyiv'],
      ['america/new_york', 'America/New_York'],
    ] as const) {
      expect(ask({ zone: old, weekly })).toEqual(ask({ zone: current, weekly }))
    }
  })
})

describe('windows', () => {
  test('an overnight window goes on in the next date', () => {
    const weekly = [{ day: 2, start: '22:00', end: '01:00' }]
    expect(ask({ weekly, range: range('2027-06-01', '2027-06-03') })).toEqual([
      '2027-06-01T22:00Z',
      '2027-06-01T23:00Z',
      '2027-06-02T00:00Z',
    ])
  })

  test('24:00 is the end of the date, and equal ends are a whole day', () => {
    expect(ask({ weekly: [{ day: 2, start: '22:00', end: '24:00' }] })).toEqual([
      '2027-06-01T22:00Z',
      '2027-06-01T23:00Z',
    ])
    expect(ask({ weekly: [{ day: 2, start: '22:00', end: '00:00' }] })).toEqual([
      '2027-06-01T22:00Z',
      '2027-06-01T23:00Z',
    ])
    const wholeDay = { weekly: [{ day: 2, start: '10:00', end: '10:00' }], range: range('2027-05-31', '2027-06-04') }
    expect(ask(wholeDay)).toHaveLength(24)
    expect(ask(wholeDay)[0]).toBe('2027-06-01T10:00Z')
  })

  test('overlapping and touching windows merge, and the grid starts at the first instant', () => {
    const weekly = [
      { day: 2, start: '10:30', end: '12:00' },
      { day: 2, start: '09:15', end: '10:30' },
      { day: 2, start: '09:30', end: '09:45' },
    ]
    expect(ask({ weekly })).toEqual(['2027-06-01T09:15Z', '2027-06-01T10:15Z'])
  })

  test('windows merge across midnight, so a slot may span it', () => {
    const weekly = [
      { day: 1, start: '23:30', end: '24:00' },
      { day: 2, start: '00:00', end: '01:00' },
    ]
    expect(ask({ weekly, range: range('2027-05-31', '2027-06-02') })).toEqual(['2027-05-31T23:30Z'])
  })

  test('an override replaces the weekly hours and what the night before spills into its date', () => {
    const weekly = everyDay('22:00', '02:00')
    const overrides = [{ date: '2027-06-02', windows: [{ start: '12:00', end: '13:00' }] }]
    expect(ask({ weekly, overrides, range: range('2027-06-01', '2027-06-04') })).toEqual([
      '2027-06-01T00:00Z',
      '2027-06-01T01:00Z',
      '2027-06-01T22:00Z',
      '2027-06-01T23:00Z',
      '2027-06-02T12:00Z',
      '2027-06-03T22:00Z',
      '2027-06-03T23:00Z',
    ])
  })

  test("an override's own night goes on into the next date", () => {
    const overrides = [{ date: '2027-06-01', windows: [{ start: '23:00', end: '01:00' }] }]
    expect(ask({ weekly: [], overrides, range: range('2027-06-01', '2027-06-03') })).toEqual([
      '2027-06-01T23:00Z',
      '2027-06-02T00:00Z',
    ])
  })

  test('an override without windows is a day off', () => {
    const weekly = everyDay('22:00', '02:00')
    const overrides = [{ date: '2027-06-02', windows: [] }]
    const slots = ask({ weekly, overrides, range: range('2027-06-02', '2027-06-04') })
    expect(slots).toEqual(['2027-06-03T22:00Z', '2027-06-03T23:00Z'])
  })

  test('the grid does not move with the query, the notice, the clock or bookings', () => {
    const all = ask({ stepMin: 25, durationMin: 25 })
    expect(all.slice(0, 3)).toEqual(['2027-06-01T09:00Z', '2027-06-01T09:25Z', '2027-06-01T09:50Z'])
    const laterRange = { from: '2027-06-01T09:10:30Z', to: '2027-06-01T11:00:00.001Z' }
    expect(ask({ stepMin: 25, durationMin: 25, range: laterRange })).toEqual(all.slice(1, 5))
    expect(ask({ stepMin: 25, durationMin: 25, now: '2027-06-01T09:00:30Z', minNoticeMin: 7 })).toEqual(all.slice(1))
    const busy = [{ start: '2027-06-01T08:00Z', end: '2027-06-01T09:05Z' }]
    expect(ask({ stepMin: 25, durationMin: 25, busy })).toEqual(all.slice(1))
  })

  test('hours that never close have a grid that depends on nothing asked', () => {
    const query = { zone: 'Asia/Kolkata', weekly: everyDay('00:00', '24:00'), stepMin: 50, durationMin: 50 }
    const all = ask({ ...query, range: range('2027-06-01', '2027-07-01') })
    const some = ask({ ...query, range: { from: '2027-06-11T13:37:11Z', to: '2027-06-12T02:00Z' } })
    expect(some.length).toBeGreaterThan(10)
    expect(all).toEqual(expect.arrayContaining(some))
    expect(ask({ ...query, stepMin: 60, durationMin: 60 })[0]).toBe('2027-06-01T00:30Z')
  })

  test('hours that never close begin again after a day off long ago', () => {
    const overrides = [{ date: '2026-01-01', windows: [] }]
    const query = { weekly: everyDay('00:00', '24:00'), overrides, stepMin: 7 * 60, durationMin: 60 }
    const [first] = ask(query)
    const sinceDayOff = Date.parse(String(first)) - Date.parse('2026-01-02T00:00Z')
    expect(sinceDayOff % (7 * 3_600_000)).toBe(0)
  })
})

describe('bookings and limits', () => {
  const nineToTwelve = ['2027-06-01T09:00Z', '2027-06-01T10:00Z', '2027-06-01T11:00Z']

  test('busy time is half-open', () => {
    const busy = [{ start: '2027-06-01T10:00Z', end: '2027-06-01T11:00Z' }]
    expect(ask({ busy })).toEqual([nineToTwelve[0], nineToTwelve[2]])
  })

  test('a second of busy time blocks, in any notation of the instant', () => {
    for (const start of ['2027-06-01T10:59:59Z', '2027-06-01T12:59:59.500+02:00', Date.UTC(2027, 5, 1, 10, 59, 59)]) {
      expect(ask({ busy: [{ start, end: '2027-06-01T11:00:00Z' }] })).toEqual([nineToTwelve[0], nineToTwelve[2]])
    }
  })

  test('zero-length busy entries block nothing and fill no day', () => {
    const busy = [{ start: '2027-06-01T10:30Z', end: '2027-06-01T10:30Z' }]
    expect(ask({ busy, bufferBeforeMin: 30, bufferAfterMin: 30, maxPerDay: 1 })).toEqual(nineToTwelve)
  })

  test('buffers keep time free around a slot, and need not lie inside the window', () => {
    expect(ask({ bufferBeforeMin: 60, bufferAfterMin: 60 })).toEqual(nineToTwelve)
    const busy = [{ start: '2027-06-01T12:05Z', end: '2027-06-01T13:00Z' }]
    expect(ask({ busy, bufferAfterMin: 5 })).toEqual(nineToTwelve)
    expect(ask({ busy, bufferAfterMin: 6 })).toEqual(nineToTwelve.slice(0, 2))
    const early = [{ start: '2027-06-01T08:00Z', end: '2027-06-01T08:55Z' }]
    expect(ask({ busy: early, bufferBeforeMin: 5 })).toEqual(nineToTwelve)
    expect(ask({ busy: early, bufferBeforeMin: 6 })).toEqual(nineToTwelve.slice(1))
  })

  test('notice is elapsed time and its last instant is enough', () => {
    expect(ask({ now: '2027-06-01T08:00Z', minNoticeMin: 120 })).toEqual(nineToTwelve.slice(1))
    expect(ask({ now: '2027-06-01T08:00:01Z', minNoticeMin: 120 })).toEqual(nineToTwelve.slice(2))
    expect(ask({ now: '2027-06-01T10:00Z' })).toEqual(nineToTwelve.slice(1))
    const acrossChange = { zone: 'America/New_York', weekly: everyDay('00:00', '24:00'), minNoticeMin: 24 * 60 }
    const slots = ask({ ...acrossChange, now: '2027-03-13T17:00Z', range: range('2027-03-13', '2027-03-15') })
    expect(slots[0]).toBe('2027-03-14T17:00Z')
  })

  test('the horizon ends with its last local day', () => {
    const query = {
      zone: 'America/Los_Angeles',
      weekly: everyDay('22:00', '24:00'),
      now: '2027-06-01T20:00Z',
      range: range('2027-06-01', '2027-06-10'),
    }
    expect(localHours(query.zone, ask({ ...query, horizonDays: 1 }))).toEqual([
      '2027-06-01T22:00:00',
      '2027-06-01T23:00:00',
      '2027-06-02T22:00:00',
      '2027-06-02T23:00:00',
    ])
    expect(ask({ ...query, horizonDays: 0 })).toHaveLength(2)
    expect(ask({ ...query, horizonDays: null })).toHaveLength(16)
  })

  test("a full day is counted by the coach's date, not by UTC's", () => {
    const query = {
      zone: 'America/Los_Angeles',
      weekly: everyDay('15:00', '20:00'),
      range: { from: '2027-06-01T12:00Z', to: '2027-06-03T00:00Z' },
      maxPerDay: 2,
      busy: [
        { start: '2027-06-01T22:00Z', end: '2027-06-01T23:00Z' },
        { start: '2027-06-02T01:00Z', end: '2027-06-02T02:00Z' },
      ],
    }
    expect(localHours(query.zone, ask(query)).map((time) => time.slice(0, 10))).toEqual(['2027-06-02', '2027-06-02'])
    expect(ask({ ...query, maxPerDay: 3 })).toHaveLength(5)
    expect(ask({ ...query, maxPerDay: 0 })).toEqual([])
  })

  test('offers only what every host has free', () => {
    const hosts = [
      {
        zone: 'Europe/Berlin',
        weekly: everyDay('12:30', '18:00'),
        overrides: [],
        busy: [{ start: '2027-06-01T12:00Z', end: '2027-06-01T12:10Z' }],
      },
      { zone: 'America/New_York', weekly: everyDay('05:00', '10:00') },
    ]
    expect(ask({ weekly: everyDay('09:00', '15:00'), hosts })).toEqual(['2027-06-01T10:30Z', '2027-06-01T12:30Z'])
    const { weekly, zone, ...rest } = complete({ hosts, range: range('2027-06-01', '2027-06-02') })
    expect(weekly && zone && freeSlots(rest as SlotQuery)).toEqual(['2027-06-01T10:30Z', '2027-06-01T12:30Z'])
  })
})

describe('bad input is refused by the name of its field', () => {
  const window = { day: 1, start: '09:00', end: '10:00' }
  test.each<[string, Partial<SlotQuery>]>([
    ['zone', { zone: 'Mars/Olympus' }],
    ['zone', { zone: '+02:00' }],
    ['weekly', { weekly: undefined as never }],
    ['weekly[0].day', { weekly: [{ ...window, day: 7 }] }],
    ['weekly[0].start', { weekly: [{ ...window, start: '9:00' }] }],
    ['weekly[0].start', { weekly: [{ ...window, start: '24:00' }] }],
    ['weekly[1].end', { weekly: [window, { ...window, end: '24:01' }] }],
    ['overrides[0].date', { overrides: [{ date: '2027-02-30', windows: [] }] }],
    ['overrides[0].windows', { overrides: [{ date: '2027-02-01', windows: null as never }] }],
    ['overrides[0].windows[0].end', { overrides: [{ date: '2027-02-01', windows: [{ start: '09:00', end: 'x' }] }] }],
    ['busy[0].start', { busy: [{ start: '2027-06-01T10:00', end: '2027-06-01T10:00Z' }] }],
    ['busy[0].end', { busy: [{ start: '2027-06-01T10:00Z', end: '2027-06-31T10:00Z' }] }],
    ['busy[0].end', { busy: [{ start: '2027-06-01T10:00Z', end: '2027-06-01T09:00Z' }] }],
    ['durationMin', { durationMin: 0 }],
    ['durationMin', { durationMin: -30 }],
    ['durationMin', { durationMin: 12.5 }],
    ['durationMin', { durationMin: Number.NaN }],
    ['durationMin', { durationMin: '60' as never }],
    ['stepMin', { stepMin: 0 }],
    ['bufferBeforeMin', { bufferBeforeMin: -1 }],
    ['bufferAfterMin', { bufferAfterMin: -1 }],
    ['minNoticeMin', { minNoticeMin: -1 }],
    ['horizonDays', { horizonDays: -1 }],
    ['maxPerDay', { maxPerDay: 1.5 }],
    ['maxPerWeek', { maxPerWeek: -1 }],
    ['maxMinutesPerDay', { maxMinutesPerDay: '60' as never }],
    ['maxMinutesPerWeek', { maxMinutesPerWeek: 0.5 }],
    ['pausedUntil', { pausedUntil: 'Monday' }],
    ['closed[0].start', { closed: [{ start: 'noon', end: '2027-06-01T13:00Z' }] }],
    ['closed[0].end', { closed: [{ start: '2027-06-01T10:00Z', end: '2027-06-01T09:00Z' }] }],
    ['booked[0].end', { booked: [{ start: '2027-06-01T10:00Z', end: '2027-06-01T09:00Z' }] }],
    ['now', { now: 'yesterday' }],
    ['now', { now: Number.NaN }],
    ['range.from', { range: { from: '', to: '2027-06-01T00:00Z' } }],
    ['range.from', { range: range('2027-06-02', '2027-06-01') }],
    ['range', { range: range('2027-01-01', '2038-03-01') }],
    ['range', { range: undefined as never }],
    ['hosts[0].zone', { hosts: [{ zone: 'Nowhere', weekly: [] }] }],
    ['hosts[0].weekly', { hosts: [{ zone: 'UTC', weekly: null as never }] }],
  ])('%s: %o', (field, query) => {
    expect(() => ask(query)).toThrow(new RegExp(`^${field.replaceAll(/[[\].]/g, '\\$&')} must `))
  })

  test('an empty range is no fault', () => {
    expect(ask({ range: range('2027-06-01', '2027-06-01') })).toEqual([])
  })
})

describe('an explanation', () => {
  const query = complete({
    zone: 'Europe/Berlin',
    weekly: everyDay('09:00', '17:00'),
    busy: [{ start: '2027-06-01T10:00Z', end: '2027-06-01T11:00Z' }],
    bufferAfterMin: 10,
    minNoticeMin: 120,
    now: '2027-06-01T06:30Z',
    horizonDays: 1,
    maxPerDay: 2,
  })
  test.each([
    ['offered', '2027-06-01T11:00Z', 'Free: Tue, 1 Jun 2027, 13:00 CEST to Tue, 1 Jun 2027, 14:00 CEST.'],
    ['past', '2027-06-01T06:00Z', 'Tue, 1 Jun 2027, 08:00 CEST has passed.'],
    ['outside-hours', '2027-06-01T17:00Z', 'opens next at Wed, 2 Jun 2027, 09:00 CEST'],
    ['outside-hours', '2027-06-01T14:30Z', 'Closes at Tue, 1 Jun 2027, 17:00 CEST, before 60 min'],
    ['off-grid', '2027-06-01T11:20Z', 'nearest are Tue, 1 Jun 2027, 13:00 CEST and Tue, 1 Jun 2027, 14:00 CEST'],
    ['too-soon', '2027-06-01T08:00Z', 'need 120 min notice: not before Tue, 1 Jun 2027, 10:30 CEST'],
    ['busy', '2027-06-01T09:00Z', 'Not free from Tue, 1 Jun 2027, 12:00 CEST to Tue, 1 Jun 2027, 13:00 CEST'],
    ['beyond-horizon', '2027-06-03T09:00Z', 'up to 2027-06-02'],
    ['outside-range', '2027-06-02T09:00Z', 'Free, but not between'],
  ])('%s at %s', (reason, instant, text) => {
    const explanation = explainSlot(query, instant)
    expect(explanation).toMatchObject({ reason, offered: reason === 'offered' })
    expect(explanation.text).toContain(text)
  })

  test('day-full', () => {
    expect(explainSlot({ ...query, maxPerDay: 1 }, '2027-06-01T11:00Z')).toEqual({
      offered: false,
      reason: 'day-full',
      text: '2027-06-01 already has its 1 bookings.',
    })
  })
})

test('open windows are merged, cut to the range and measured in elapsed minutes', () => {
  const hours = { zone: 'America/New_York', weekly: everyDay('00:00', '06:00') }
  expect(openWindows({ ...hours, range: { from: '2027-03-13T08:00Z', to: '2027-03-15T04:30Z' } })).toEqual([
    { start: '2027-03-13T08:00Z', end: '2027-03-13T11:00Z', minutes: 180 },
    { start: '2027-03-14T05:00Z', end: '2027-03-14T10:00Z', minutes: 300 },
    { start: '2027-03-15T04:00Z', end: '2027-03-15T04:30Z', minutes: 30 },
  ])
})
