import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gridOf, packRuns, slotAt, toMinutes } from './free-starts.ts'

/** What the search reads from the runs, start by start. */
function unpack(runs: readonly number[], step: number): number[] {
  const starts: number[] = []
  for (let i = 0; i < runs.length; i += 2)
    for (let start = runs[i] as number; start < (runs[i + 1] as number); start += step) starts.push(start)
  return starts
}

const startsWithGaps = (gaps: fc.Arbitrary<number[]>) =>
  fc
    .tuple(fc.integer({ min: 0, max: 40_000_000 }), gaps)
    .map(([first, steps]) => steps.reduce<number[]>((all, gap) => [...all, Number(all.at(-1)) + gap], [first]))

it('packs starts so that each is found again, and nothing else', () => {
  const gaps = fc.array(fc.constantFrom(30, 30, 30, 60, 90, 45, 7, 1, 1000), { maxLength: 60 })
  fc.assert(
    fc.property(startsWithGaps(gaps), (starts) => {
      const grid = gridOf(starts)
      const runs = packRuns(starts, grid)
      expect(unpack(runs, grid.minutes)).toEqual(starts)
      expect(runs).toEqual(runs.toSorted((a, b) => a - b))
    }),
  )
})

it('puts every start on the grid', () => {
  fc.assert(
    fc.property(startsWithGaps(fc.array(fc.integer({ min: 1, max: 2000 }))), (starts) => {
      const { minutes, phase } = gridOf(starts)
      expect(starts.filter((start) => start % minutes !== phase)).toEqual([])
    }),
  )
})

it('packs nothing as nothing, an evening as one run, and hours that begin at odd minutes one by one', () => {
  expect(packRuns([], gridOf([]))).toEqual([])
  expect(packRuns([600, 630, 660, 900], { minutes: 30, phase: 0 })).toEqual([600, 661, 900, 901])
  expect(gridOf([600, 630, 667, 697])).toEqual({ minutes: 1, phase: 0 })
  expect(gridOf([615, 645, 705])).toEqual({ minutes: 30, phase: 15 })
})

it('reads and writes instants', () => {
  expect(toMinutes('1970-01-02T00:00:30Z')).toBe(1440.5)
  expect(slotAt(0, 90)).toEqual({ startsAt: '1970-01-01T00:00:00.000Z', endsAt: '1970-01-01T01:30:00.000Z' })
})
