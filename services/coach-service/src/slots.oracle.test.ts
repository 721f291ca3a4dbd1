import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { oracleSlots } from './slots.oracle.ts'
import { explainSlot, freeSlotStarts, freeSlots, type SlotQuery } from './slots.ts'

const cases = Number(process.env.SLOT_CASES ?? 1_000)
const seed = Number(process.env.SLOT_SEED ?? Date.now() % 2_147_483_647)
const zones = [
  ...Intl.supportedValuesOf('timeZone'),
  'US/Eastern',
  'US/Pacific',
  'Asia/Calcutta',
  'Europe/Kiev',
  'GB',
  'NZ-CHAT',
  'Etc/GMT+7',
]
/** Zones whose clocks did something odd, each with a date near it. */
const oddities: [string, string][] = [
  ['America/New_York', '2027-03-14'],
  ['America/New_York', '2027-11-07'],
  ['Europe/London', '2027-10-31'],
  ['Australia/Sydney', '2027-10-03'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Australia/Lord_Howe', '2027-10-03'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['Pacific/Kiritimati', '1995-01-01'],
  ['America/St_Johns', '2006-10-29'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Havana', '2027-11-07'],
  ['Africa/Casablanca', '2025-04-06'],
  ['Africa/Cairo', '2027-04-30'],
  ['Antarctica/Troll', '2027-03-28'],
  ['America/Caracas', '2016-05-01'],
  ['Asia/Pyongyang', '2015-08-15'],
  ['Asia/Tehran', '2022-03-22'],
  ['America/Scoresbysund', '2024-03-31'],
  ['Europe/Dublin', '2027-10-31'],
  ['Europe/Dublin', '1971-10-31'],
  ['America/Havana', '2027-03-14'],
  ['Asia/Beirut', '2027-03-28'],
  ['Asia/Beirut', '2027-10-31'],
  ['Pacific/Chatham', '2027-09-26'],
  ['Asia/Kathmandu', '1986-01-01'],
  ['Australia/Eucla', '2008-10-26'],
  ['Asia/Manila', '1978-03-22'],
  ['Pacific/Enderbury', '1995-01-01'],
  ['America/Juneau', '1983-10-30'],
  ['Europe/London', '1941-05-04'],
  ['Europe/London', '1947-04-13'],
  ['Europe/Berlin', '1945-05-24'],
  ['Antarctica/Casey', '2020-10-04'],
  ['Africa/Monrovia', '1972-01-08'],
  ['America/New_York', '2098-03-09'],
  ['Australia/Lord_Howe', '2150-04-05'],
]

const clockTime = fc
  .integer({ min: 0, max: 287 })
  .map((n) => `${String(Math.floor(n / 12)).padStart(2, '0')}:${String((n % 12) * 5).padStart(2, '0')}`)
const hours = fc.record({
  start: clockTime,
  end: fc.oneof({ weight: 8, arbitrary: clockTime }, fc.constant('24:00')),
})
const smallHours = fc.constantFrom(
  '23:00',
  '23:30',
  '00:00',
  '00:30',
  '01:00',
  '01:30',
  '02:00',
  '02:30',
  '03:00',
  '04:00',
)
const nightHours = fc.record({ start: smallHours, end: smallHours })
const anyHours = fc.oneof(hours, nightHours)
/** At least one weekday stays without hours of its own, so that the oracle finds where a window begins. */
const weekly = fc
  .record({
    restDay: fc.integer({ min: 0, max: 6 }),
    windows: fc.array(fc.record({ day: fc.integer({ min: 0, max: 6 }), hours: anyHours }), { maxLength: 14 }),
  })
  .map(({ restDay, windows }) =>
    windows.filter(({ day }) => day !== restDay).map(({ day, hours }) => ({ day, ...hours })),
  )
const anyStartAndZone = fc.oneof(
  fc.constantFrom(...oddities).map(([zone, date]) => ({ zone, day: Date.parse(date) })),
  fc.record({
    zone: fc.constantFrom(...zones),
    day: fc.integer({ min: 2_000, max: 25_000 }).map((d) => d * 86_400_000),
  }),
  fc
    .record({ zone: fc.constantFrom(...zones), day: fc.integer({ min: -18_000, max: 60_000 }) })
    .map(({ zone, day }) => {
      const from = Temporal.Instant.fromEpochMilliseconds(day * 86_400_000).toZonedDateTimeISO(zone)
      const change = from.getTimeZoneTransition('next') ?? from
      return { zone, day: Math.floor(change.epochMilliseconds / 86_400_000) * 86_400_000 }
    }),
)
const iso = (ms: number) => new Date(ms).toISOString()

/** Long ago clocks were off by seconds; the oracle, which looks once a minute, leaves those out. */
const clocks = new Map<string, Intl.DateTimeFormat>()
function keepsWholeMinutes(zone: string, day: number): boolean {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, second: 'numeric' })
  clocks.set(zone, clock)
  return [-10, -5, 0, 5].every((days) => Number(clock.format(day + days * 86_400_000)) === 0)
}

const startAndZone = anyStartAndZone.filter(({ zone, day }) => keepsWholeMinutes(zone, day))

const queries = startAndZone.chain(({ zone, day }): fc.Arbitrary<SlotQuery> => {
  const date = (offset: number) => iso(day + offset * 86_400_000).slice(0, 10)
  const secondNear = fc.integer({ min: -2 * 86_400, max: 3 * 86_400 }).map((s) => day + s * 1000)
  const near = fc.oneof(
    secondNear,
    secondNear.map((ms) => Math.round(ms / 300_000) * 300_000),
  )
  const intervals = (maxLength: number) =>
    fc.array(
      fc
        .record({ start: near, minutes: fc.oneof(fc.constantFrom(0, 30, 60), fc.integer({ min: 0, max: 300 })) })
        .map(({ start, minutes }) => ({ start: iso(start), end: iso(start + minutes * 60_000) })),
      { maxLength },
    )
  const busy = intervals(8)
  const closed = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, intervals(2))
  const booked = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, intervals(12))
  const overrides = fc.array(
    fc.record({ date: fc.integer({ min: -2, max: 3 }).map(date), windows: fc.array(anyHours, { maxLength: 3 }) }),
    { maxLength: 3 },
  )
  const host = (zones: fc.Arbitrary<string>) => fc.record({ zone: zones, weekly, overrides, busy, closed, booked })
  const nearZone = fc.constantFrom(zone, ...zones).filter((other) => keepsWholeMinutes(other, day))
  const buffer = fc.constantFrom(0, 0, 5, 10, 15, 30, 47)
  return fc
    .record({
      coach: host(fc.constant(zone)),
      hosts: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        fc.array(host(nearZone), { minLength: 1, maxLength: 2 }),
      ),
      durationMin: fc.constantFrom(5, 15, 25, 30, 45, 50, 60, 90, 240),
      stepMin: fc.constantFrom(5, 15, 20, 25, 30, 45, 60, 90),
      bufferBeforeMin: buffer,
      bufferAfterMin: buffer,
      minNoticeMin: fc.constantFrom(0, 0, 15, 120, 1440),
      horizonDays: fc.constantFrom(null, null, 0, 1, 2, 60),
      maxPerDay: fc.constantFrom(null, null, 1, 2, 5),
      maxPerWeek: fc.constantFrom(null, null, null, 1, 4, 9),
      maxMinutesPerDay: fc.constantFrom(null, null, null, 60, 240),
      maxMinutesPerWeek: fc.constantFrom(null, null, null, 90, 600),
      pausedUntil: fc.oneof({ weight: 20, arbitrary: fc.constant(null) }, near.map(iso)),
      now: fc.oneof(near, fc.constant(day - 10 * 86_400_000)).map(iso),
      from: near,
      lengthHours: fc.integer({ min: 0, max: 48 }),
    })
    .map(({ coach, from, lengthHours, ...rest }) => ({
      ...coach,
      ...rest,
      range: { from: iso(from), to: iso(from + lengthHours * 3_600_000) },
    }))
})

describe('against a clock read minute by minute', () => {
  test(
    'freeSlots lists exactly what the oracle does',
    () => {
      console.log(`slots: ${cases} cases, SLOT_SEED=${seed}`)
      let offered = 0
      fc.assert(
        fc.property(queries, (query) => {
          const slots = freeSlots(query)
          offered += slots.length
          expect(slots).toEqual(oracleSlots(query))
        }),
        { numRuns: cases, seed },
      )
      expect(offered).toBeGreaterThan(cases / 2)
    },
    60_000 + cases * 200,
  )

  test(
    'explainSlot offers exactly what freeSlots lists',
    () => {
      fc.assert(
        fc.property(queries, (query) => {
          const listed = new Set(freeSlotStarts(query))
          const from = Math.ceil(Date.parse(String(query.range.from)) / 300_000) * 300_000
          for (let k = -2; k < 60; k++) {
            const instant = from + k * 300_000
            expect([iso(instant), explainSlot(query, instant).offered]).toEqual([iso(instant), listed.has(instant)])
          }
        }),
        { numRuns: Math.ceil(cases / 20), seed },
      )
    },
    60_000 + cases * 200,
  )

  test(
    'an answer is the same however the question is cut',
    () => {
      fc.assert(
        fc.property(queries, fc.double({ min: 0, max: 1, noNaN: true }), (query, share) => {
          const from = Date.parse(String(query.range.from))
          const to = Date.parse(String(query.range.to))
          const middle = Math.floor(from + share * (to - from))
          const halves = [
            ...freeSlots({ ...query, range: { from, to: middle } }),
            ...freeSlots({ ...query, range: { from: middle, to } }),
          ]
          expect(halves).toEqual(freeSlots(query))
        }),
        { numRuns: cases, seed },
      )
    },
    60_000 + cases * 200,
  )
})
