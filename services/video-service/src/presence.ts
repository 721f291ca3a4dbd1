/** Arithmetic of attendance: when and how long each side, and both together, were there. Pure. */
import type { Attendance } from '@ecc/contracts/outcomes'
import type { Role } from './booking.ts'

/** A time in the room; instants. */
export interface Period {
  role: Role
  from: string
  to: string
}

type Span = readonly [fromMs: number, toMs: number]

/** The stays behind the seconds are told up to here; more connections than these are those of a broken line. */
const mostStays = 100

/**
 * Whole seconds within `window` in which each side and both at once were present; overlapping periods count once. Who first
 * came before the window and was still there at its beginning is told with that earlier instant.
 */
export function presence(periods: readonly Period[], window: { from: string; to: string }): Attendance {
  const bounds: Span = [Date.parse(window.from), Date.parse(window.to)]
  const periodsOf = (role: Role) => periods.filter((one) => one.role === role && isWithin(one, bounds))
  const spansOf = (role: Role) => union(periodsOf(role).map((one) => clip(one, bounds)))
  const [player, coach] = [spansOf('player'), spansOf('coach')]
  const stays = [...told('player', player), ...told('coach', coach)].toSorted((a, b) => a.from.localeCompare(b.from))
  return {
    playerSeconds: seconds(player),
    coachSeconds: seconds(coach),
    bothSeconds: seconds(common(player, coach)),
    playerFirstJoin: firstOf(periodsOf('player')),
    coachFirstJoin: firstOf(periodsOf('coach')),
    stays: stays.slice(0, mostStays),
  }
}

function isWithin(period: Period, bounds: Span): boolean {
  const [from, to] = clip(period, bounds)
  return from < to
}

function firstOf(periods: readonly Period[]): string | null {
  const first = Math.min(...periods.map(({ from }) => Date.parse(from)))
  return periods.length === 0 ? null : new Date(first).toISOString()
}

function told(side: Role, spans: readonly Span[]): Attendance['stays'] {
  return spans.map(([from, to]) => ({ side, from: new Date(from).toISOString(), to: new Date(to).toISOString() }))
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
