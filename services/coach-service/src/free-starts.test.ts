import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packRuns, slotAt, toMinutes } from './free-starts.ts'

/** What PostgreSQL makes of the text, start by start. */
function unpack(runs: string, step: number): number[] {
  return [...runs.matchAll(/\[(\d+),(\d+)\)/g)].flatMap(([, first, end]) => {
    const starts: number[] = []
    for (let start = Number(first); start < Number(end); start += step) starts.push(start)
    return starts
  })
}

it('packs starts so that each is found again, and nothing else', () => {
  const gaps = fc.array(fc.constantFrom(30, 30, 30, 60, 90, 45, 1000), { maxLength: 60 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000_000 }), gaps, (first, steps) => {
      const starts = steps.reduce<number[]>((all, gap) => [...all, Number(all.at(-1)) + gap], [first])
      expect(unpack(packRuns(starts, 30), 30)).toEqual(starts)
    }),
  )
})

it('packs nothing as nothing, and an evening as one run', () => {
  expect(packRuns([], 30)).toBe('{}')
  expect(packRuns([600, 630, 660, 900], 30)).toBe('{[600,661),[900,901)}')
})

it('reads and writes instants', () => {
  expect(toMinutes('1970-01-02T00:00:30Z')).toBe(1440.5)
  expect(slotAt(0, 90)).toEqual({ startsAt: '1970-01-01T00:00:00.000Z', endsAt: '1970-01-01T01:30:00.000Z' })
})
