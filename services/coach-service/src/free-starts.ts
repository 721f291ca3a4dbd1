/** Free starts packed for the search table: minutes since 1970, and runs of equal steps. Pure. */
import type { Slot } from '@ecc/contracts/coaches'

const minuteMs = 60_000

/** An instant as minutes since 1970, with a fraction where it has one. */
export function toMinutes(at: Date | string | number): number {
  return (typeof at === 'number' ? at : new Date(at).getTime()) / minuteMs
}

/**
 * Sorted starts as the text of an int4multirange: `[first, last + 1)` for each run in which start follows start by exactly
 * `step`. A start is then found by arithmetic, however narrow the window asked about.
 */
export function packRuns(starts: readonly number[], step: number): string {
  const runs: [number, number][] = []
  for (const start of starts) {
    const run = runs.at(-1)
    if (run && start === run[1] + step) run[1] = start
    else runs.push([start, start])
  }
  return `{${runs.map(([first, last]) => `[${first},${last + 1})`).join(',')}}`
}

/** The slot of an offer that starts at this instant. */
export function slotAt(startMs: number, durationMinutes: number): Slot {
  return {
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(startMs + durationMinutes * minuteMs).toISOString(),
  }
}
