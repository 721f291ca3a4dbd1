import { freeSlotStarts, freeSlots, type SlotQuery } from '../../services/coach-service/src/slots.ts'
import { type Figure, median } from './measure.ts'

const counts = [100, 1_000, 10_000]

/**
 * Thirty days, Monday to Friday 9 to 17, 30 minutes, with 100 to 10,000 bookings, against a walk over whole numbers that
 * knows neither zones nor overrides. Both are given the same query and give the same answer. As numbers (epoch milliseconds
 * in and out) the engine is compared with the walk alone. As text (ISO 8601 in and out, as it comes over the wire) the walk
 * reads by `Date.parse` and writes by `toISOString`, and what the engine saves there is part of the ratio.
 */
export async function benchSlots(): Promise<Figure[]> {
  const asNumbers = counts.map((count) => {
    const query = withNumbers(makeQuery(count))
    return compare(
      `${count} bookings, as numbers`,
      () => walkNumbers(query),
      () => freeSlotStarts(query),
    )
  })
  const asText = counts.map((count) => {
    const query = makeQuery(count)
    return compare(
      `${count} bookings, as text`,
      () => walkTexts(query),
      () => freeSlots(query),
    )
  })
  return [...asNumbers, ...growth(asNumbers), ...asText]
}

/** How many times the CPU of ten times fewer bookings each costs; ten would be as fast as the bookings grow. */
function growth(figures: Figure[]): Figure[] {
  return figures.slice(1).map((figure, i) => ({
    bench: 'slots',
    name: `${counts[i]} to ${counts[i + 1]} bookings, growth of CPU`,
    unit: 'x',
    ours: figure.ours / (figures[i] as Figure).ours,
    baseline: (figure.baseline as number) / ((figures[i] as Figure).baseline as number),
    target: { of: 'ours', atMost: 10 },
  }))
}

const minuteMs = 60_000
const dayMs = 86_400_000
const firstDay = Date.UTC(2027, 5, 1)
const days = 30

function makeQuery(count: number): SlotQuery {
  const random = mulberry32(count)
  const busy = Array.from({ length: count }, () => {
    const start = firstDay + Math.floor(random() * days * 1440) * minuteMs
    return { start: text(start), end: text(start + (15 + Math.floor(random() * 4) * 15) * minuteMs) }
  })
  return {
    zone: 'UTC',
    weekly: [1, 2, 3, 4, 5].map((day) => ({ day, start: '09:00', end: '17:00' })),
    overrides: [],
    busy,
    durationMin: 30,
    stepMin: 30,
    bufferBeforeMin: 0,
    bufferAfterMin: 10,
    minNoticeMin: 120,
    horizonDays: 60,
    maxPerDay: null,
    now: text(firstDay),
    range: { from: text(firstDay), to: text(firstDay + days * dayMs) },
  }
}

function withNumbers(query: SlotQuery): SlotQuery {
  const busy = (query.busy ?? []).map(({ start, end }) => ({
    start: Date.parse(`${start}`),
    end: Date.parse(`${end}`),
  }))
  return { ...query, busy, now: firstDay, range: { from: firstDay, to: firstDay + days * dayMs } }
}

function walkTexts(query: SlotQuery): string[] {
  return walk(withNumbers(query)).map(text)
}

function walkNumbers(query: SlotQuery): number[] {
  return walk(query)
}

/** The walk itself: the bookings sorted as numbers (start, then length), one pointer into them, one step a slot. */
function walk(query: SlotQuery): number[] {
  const busy = sortByStart(query.busy as { start: number; end: number }[])
  const duration = query.durationMin * minuteMs
  const after = (query.bufferAfterMin ?? 0) * minuteMs
  const free: number[] = []
  let next = 0
  let busyUntil = 0
  for (let day = firstDay; day < firstDay + days * dayMs; day += dayMs) {
    const weekday = (day / dayMs + 4) % 7
    if (weekday === 0 || weekday === 6) continue
    const closes = day + 17 * 60 * minuteMs
    for (let start = day + 9 * 60 * minuteMs; start + duration <= closes; start += duration) {
      for (; next < busy.length && startOf(busy[next] as number) < start + duration + after; next++) {
        busyUntil = Math.max(busyUntil, startOf(busy[next] as number) + lengthOf(busy[next] as number))
      }
      if (busyUntil <= start && start >= firstDay + 120 * minuteMs) free.push(start)
    }
  }
  return free
}

/** Start and length packed into one number, because numbers sort much faster than objects. */
function sortByStart(busy: { start: number; end: number }[]): Float64Array {
  const packed = new Float64Array(busy.length)
  for (const [i, { start, end }] of busy.entries()) packed[i] = start * 1_024 + (end - start) / minuteMs
  return packed.sort()
}

const startOf = (packed: number) => Math.floor(packed / 1_024)
const lengthOf = (packed: number) => (packed % 1_024) * minuteMs

function compare(name: string, baseline: () => unknown[], ours: () => unknown[]): Figure {
  if (JSON.stringify(baseline()) !== JSON.stringify(ours())) throw new Error(`${name}: the walk and freeSlots disagree`)
  const calls = Math.ceil(60 / Math.max(0.01, cpuMs(baseline, 20)))
  // Both are compiled by then, as in a server that has run for a while.
  for (let round = 0; round < 3; round++) for (const side of [baseline, ours]) cpuMs(side, calls)
  const runs = Array.from({ length: 11 }, () => ({ baseline: cpuMs(baseline, calls), ours: cpuMs(ours, calls) }))
  return {
    bench: 'slots',
    name,
    unit: 'ms CPU',
    target: { of: 'ratio', atMost: 1.6 },
    baseline: median(runs.map((run) => run.baseline)),
    ours: median(runs.map((run) => run.ours)),
    // Of each pair of neighbours, so that a busy machine slows both sides of a ratio.
    ratio: median(runs.map((run) => run.ours / run.baseline)),
  }
}

function cpuMs(work: () => unknown, calls: number): number {
  const before = process.cpuUsage()
  for (let i = 0; i < calls; i++) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / calls
}

function text(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`
}

/** A small seeded generator, so that every run measures the same bookings. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
