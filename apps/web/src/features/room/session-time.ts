/** Where a session stands in its time. Pure; `nowMs` is the server's time. */

/** A session's times, as instants. */
export interface SessionTimes {
  startsAt: string
  endsAt: string
  closesAt: string
}

export type SessionTime =
  | { phase: 'before'; untilStartMs: number }
  | { phase: 'running' | 'ending'; elapsedMs: number; leftMs: number }
  | { phase: 'overtime'; overMs: number; leftMs: number }
  | { phase: 'closed' }

/** From here on the end is announced. */
export const endingMs = 5 * 60_000

/** The phase, and how much of it has passed and is left. */
export function sessionTime(times: SessionTimes, nowMs: number): SessionTime {
  const [start, end, close] = [times.startsAt, times.endsAt, times.closesAt].map(Date.parse) as [number, number, number]
  if (nowMs < start) return { phase: 'before', untilStartMs: start - nowMs }
  if (nowMs < end) {
    const leftMs = end - nowMs
    return { phase: leftMs > endingMs ? 'running' : 'ending', elapsedMs: nowMs - start, leftMs }
  }
  if (nowMs < close) return { phase: 'overtime', overMs: nowMs - end, leftMs: close - nowMs }
  return { phase: 'closed' }
}
