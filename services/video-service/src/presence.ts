/** Arithmetic of attendance: how long each side, and both together, were there. Pure. */
import type { Role } from './room.ts'

/** A time in the room; instants. */
export interface Period {
  role: Role
  from: string
  to: string
}

type Span = readonly [fromMs: number, toMs: number]

/** Whole seconds within `window` in which each side and both at once were present; overlapping periods count once. */
export function presence(periods: readonly Period[], window: { from: string; to: string }) {
  const bounds: Span = [Date.parse(window.from), Date.parse(window.to)]
  const spansOf = (role: Role) => union(periods.filter((one) => one.role === role).map((one) => clip(one, bounds)))
  const [player, coach] = [spansOf('player'), spansOf('coach')]
  return { playerSeconds: seconds(player), coachSeconds: seconds(coach), bothSeconds: seconds(common(player, coach)) }
}

function clip({ from, to }: Period, [start, end]: Span): Span {
  return [Math.max(Date.parse(from), start), Math.min(Date.parse(to), end)]
}

function union(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = []
  for (const [from, to] of spans.filter(([from, to]) => from < to).toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

function common(these: readonly Span[], those: readonly Span[]): Span[] {
  return these.flatMap((a) =>
    those.map((b): Span => [Math.max(a[0], b[0]), Math.min(a[1], b[1])]).filter(([from, to]) => from < to),
  )
}

function seconds(spans: readonly Span[]): number {
  return Math.floor(spans.reduce((sum, [from, to]) => sum + to - from, 0) / 1000)
}
