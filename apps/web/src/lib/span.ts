/** From one instant to another, as routes take them. Apart from `calendar.ts`, so that the first page needs no Temporal. */
export interface Span {
  from: string
  to: string
}

/** The next two hours. */
export function soonSpan(nowMs: number): Span {
  return { from: new Date(nowMs).toISOString(), to: new Date(nowMs + 2 * 3_600_000).toISOString() }
}
