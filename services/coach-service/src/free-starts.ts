/** Free starts packed for the search table: minutes since 1970, and runs over a grid. Pure. */
import type { Slot } from '@ecc/contracts/coaches'

const minuteMs = 60_000

/** An instant as minutes since 1970, with a fraction where it has one. */
export function toMinutes(at: Date | string | number): number {
  return (typeof at === 'number' ? at : new Date(at).getTime()) / minuteMs
}

/** The grid that starts are on: `phase` plus any multiple of `minutes`. */
export interface Grid {
  minutes: number
  phase: number
}

/** The widest grid that all these sorted starts are on. */
export function gridOf(starts: readonly number[]): Grid {
  const [first] = starts
  if (first === undefined) return { minutes: 1, phase: 0 }
  const minutes = starts.reduce((grid, start) => commonDivisor(start - first, grid), 0) || 1
  return { minutes, phase: first % minutes }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}

/**
 * Sorted starts as `[first, last + 1, first, last + 1, ...]`, a pair for each run of neighbours on the grid. Every grid
 * point inside a run is a start and no other instant is: how many numbers are at or before an instant tells whether it is in a run.
 */
export function packRuns(starts: readonly number[], { minutes }: Grid): number[] {
  const runs: number[] = []
  for (const start of starts) {
    const end = runs.length - 1
    if (end > 0 && start === (runs[end] as number) - 1 + minutes) runs[end] = start + 1
    else runs.push(start, start + 1)
  }
  return runs
}

/** The slot of an offer that starts at this instant. */
export function slotAt(startMs: number, durationMinutes: number): Slot {
  return {
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(startMs + durationMinutes * minuteMs).toISOString(),
  }
}
