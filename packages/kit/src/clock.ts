/** Where a process takes the time from, so that a test, or a development server, owns it. */
export interface Clock {
  now(): Date
  /** How far this clock is from the machine's, in milliseconds; jobs are due by it too. */
  readonly offsetMs: number
}

/** The machine's clock, which can be set apart by an offset. */
export class OffsetClock implements Clock {
  offsetMs = 0

  constructor(start?: string) {
    if (start) this.offsetMs = Date.parse(start) - Date.now()
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs)
  }
}

/** The instant `minutes` after `at` (before, when negative). */
export function plusMinutes(at: Date | string, minutes: number): Date {
  return new Date(new Date(at).getTime() + minutes * 60_000)
}
