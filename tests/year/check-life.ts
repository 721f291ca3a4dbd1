/** Whether each booking lived by the rules: its states, the moments of its changes, and where its money went. */
import type { BookingFacts, Facts, Line } from './facts.ts'
import type { Tracked } from './life.ts'
import { arrows, dayMs, holdMs, hourMs, minuteMs, outcomeOf, percentBack, share } from './rules.ts'
import type { Outage } from './world.ts'

/** What is due is done by then at the latest, when nothing is down. */
const lateMs = 10_000

/** The walk along one booking's history. */
interface Walk {
  booking: BookingFacts
  tracked: Tracked | undefined
  outages: readonly Outage[]
  /** Ends of the coach's completed sessions, by when they were decided. */
  completions: readonly number[]
  start: number
  confirmed: number | null
  proposed: { at: number; by: string; to: number } | null
  moves: { player: number; coach: number }
  openUntil: number
  back: number
  releaseAt: readonly number[]
}

/** When something due at `due` may happen: at once, or when the platform is up again. */
export function isOnTime(at: number, due: number, outages: readonly Outage[]): boolean {
  const down = outages.filter(({ from, to }) => from <= due && due < to)
  return at >= due && at <= Math.max(due, ...down.map(({ to }) => to)) + lateMs
}

/** The faults of every booking, in words. */
export function faultsInLives(
  facts: Facts,
  known: Map<string, Tracked>,
  { outages, now }: { outages: readonly Outage[]; now: number },
): string[] {
  return facts.bookings.flatMap((booking) => {
    const tracked = known.get(booking.id)
    const completions = facts.bookings
      .filter(({ coachId, id }) => coachId === booking.coachId && id !== booking.id)
      .flatMap(({ lines }) => lines.filter(({ to, step }) => to === 'completed' && step === null).map(({ at }) => at))
    const walk: Walk = {
      booking,
      tracked,
      outages,
      completions,
      start: tracked?.starts[0] ?? booking.start,
      confirmed: null,
      proposed: null,
      moves: { player: 0, coach: 0 },
      openUntil: 0,
      back: 0,
      releaseAt: [],
    }
    const faults = booking.lines.flatMap((line, i) => faultsOf(walk, line, booking.lines[i - 1]))
    return [...faults, ...faultsOfMoney(booking), ...faultsAtEnd(walk, now)].map(
      (fault) => `${booking.id} (${booking.preset}, ${booking.orderKind}, starts ${iso(walk.start)}): ${fault}`,
    )
  })
}

const iso = (at: number) => new Date(at).toISOString()

function faultsOf(walk: Walk, line: Line, before: Line | undefined): string[] {
  const { from, to, at } = line
  const about = `${from || 'nothing'} -> ${to}${line.step ? ` (${line.step})` : ''} by ${line.by} at ${iso(at)}`
  const faults = [
    ...((before?.to ?? '') === from ? [] : [`${about}: it was ${before?.to}`]),
    ...(line.step !== null || arrows[from]?.includes(to) ? [] : [`${about}: there is no such arrow`]),
    ...(before && before.at > at ? [`${about}: earlier than the change before`] : []),
  ]
  const why = line.step === null ? whyWrong(walk, line) : whyWrongMove(walk, line)
  return why === null ? faults : [...faults, `${about}: ${why}`]
}

/** What is wrong with a change of state; null when nothing is. What it leads to is noted on the walk. */
function whyWrong(walk: Walk, line: Line): string | null {
  const { booking, outages, start } = walk
  const { at, by, from, to } = line
  const end = start + booking.minutes * minuteMs
  const due = (when: number) => (isOnTime(at, when, outages) ? null : `it was due at ${iso(when)}`)
  walk.proposed = null
  switch (to) {
    case 'requested':
      walk.openUntil = Math.min(at + dayMs, start - hourMs)
      return null
    case 'held':
      return null
    case 'accepted':
    case 'declined':
      return at < walk.openUntil ? null : 'the request was over'
    case 'expired':
      if (from === 'held') return due(booking.created + holdMs)
      return due(from === 'requested' ? walk.openUntil : start - 30 * minuteMs)
    case 'confirmed':
      walk.confirmed ??= at
      if (from === 'failed') walk.start = nextStart(walk)
      return at < walk.start ? null : 'it had begun'
    case 'in_progress':
      return due(start)
    case 'cancelled':
      return whyWrongCancel(walk, line, end)
    case 'disputed':
      return null
    case 'resolved':
      return expectBack(line, share(booking.price, walk.tracked?.percent ?? -1))
    case 'released':
      if (by === 'system' && !walk.releaseAt.some((when) => due(when) === null))
        return `due at ${walk.releaseAt.map(iso).join(' or ')}`
      return expectBack(line, walk.back)
    default:
      return from === to ? whyWrongSettle(walk, line) : whyWrongOutcome(walk, line, end)
  }
}

function expectBack({ toPlayer }: Line, back: number): string | null {
  return toPlayer === back ? null : `${toPlayer} goes back instead of ${back}`
}

/** After a repeat: the start that the test agreed to. */
function nextStart({ tracked, start }: Walk): number {
  const { starts = [] } = tracked ?? {}
  return starts[starts.lastIndexOf(start) + 1] ?? start
}

function whyWrongCancel(walk: Walk, line: Line, end: number): string | null {
  const { booking, start, confirmed, outages } = walk
  const { at, by } = line
  if (confirmed === null) return line.toPlayer === null ? null : 'money moved that was never paid'
  if (by === 'system') {
    if (!isOnTime(at, end, outages)) return `due at ${iso(end)}`
    return outcomeNow(walk, end).to === 'cancelled' ? expectBack(line, booking.price) : 'somebody came'
  }
  if (at < start) {
    const percent = by === 'player' ? percentBack(booking.preset, { start, booked: confirmed, at }) : 100
    return expectBack(line, share(booking.price, percent))
  }
  if (by !== 'player' || at <= start + 10 * minuteMs || at >= end) return 'it had begun'
  return expectBack(line, booking.price)
}

function outcomeNow({ booking, start }: Walk, end: number) {
  return outcomeOf(booking.attendance.get(start) ?? [], { start, end, price: booking.price })
}

function whyWrongOutcome(walk: Walk, line: Line, end: number): string | null {
  const { booking, outages, completions } = walk
  const { at, by, to } = line
  const before = [completions.filter((one) => one < at).length, completions.filter((one) => one <= at).length]
  const ofCoach = before.map((sessions) => end + (sessions < 5 ? 72 : 48) * hourMs)
  const releaseAt = to === 'completed' || to === 'no_show_player' ? ofCoach : [end + 48 * hourMs]
  walk.releaseAt = releaseAt.map((when) => Math.max(when, at))
  if (by === 'player') return to === 'completed' && at >= walk.start ? null : 'not for the player to say'
  const outcome = outcomeNow(walk, end)
  walk.back = outcome.back
  if (outcome.to !== to) return `by who was there it is ${outcome.to}`
  const plan = walk.tracked?.plans.get(walk.start)
  if (!plan) return 'nobody had planned it'
  const quiet = !outages.some(({ from, to: up }) => from < end && up > walk.start - 10 * minuteMs)
  if (quiet && !keptPlan(booking.attendance.get(walk.start) ?? [], plan, { start: walk.start, end }))
    return `the room recorded other stays than ${JSON.stringify(plan)}`
  return isOnTime(at, end, outages) ? null : `due at ${iso(end)}`
}

/** Whether the room recorded what both sides did, within the booked time. */
function keptPlan(
  stays: BookingFacts['attendance'] extends Map<number, infer S> ? S : never,
  plan: NonNullable<ReturnType<Tracked['plans']['get']>>,
  { start, end }: { start: number; end: number },
): boolean {
  return (['player', 'coach'] as const).every((side) => {
    const meant = plan[side]
    const was = stays.filter((stay) => stay.side === side)
    if (meant === null) return was.length === 0
    const [from, to] = [Math.max(start, start + meant[0]), Math.min(end, start + meant[1])]
    return was.length === 1 && was[0]?.from === from && was[0].to === to
  })
}

function whyWrongSettle(walk: Walk, line: Line): string | null {
  if (!walk.releaseAt.some((when) => isOnTime(line.at, when, walk.outages)))
    return `due at ${walk.releaseAt.map(iso).join(' or ')}`
  return expectBack(line, walk.back)
}

function whyWrongMove(walk: Walk, line: Line): string | null {
  const { booking, start, confirmed, proposed, moves, outages } = walk
  const { at, by, step } = line
  if (step === 'proposed') {
    const side = by as 'player' | 'coach'
    walk.proposed = { at, by, to: line.moveTo as number }
    if (moves[side] >= 2) return 'it was moved twice before'
    if (at >= start - hourMs) return 'there was no time for an answer'
    const free = by === 'coach' || percentBack(booking.preset, { start, booked: confirmed ?? at, at }) === 100
    return free ? null : 'cancelling was no longer free'
  }
  if (proposed === null) return 'nothing was proposed'
  const until = Math.min(proposed.at + dayMs, start - hourMs, proposed.to - 15 * minuteMs)
  walk.proposed = null
  if (step === 'lapsed') return isOnTime(at, until, outages) ? null : `due at ${iso(until)}`
  if (at >= until) return 'the proposal was over'
  if (step !== 'moved') return null
  moves[proposed.by as 'player' | 'coach'] += 1
  if (by === proposed.by) return 'nobody else agreed'
  walk.start = proposed.to
  return line.moveTo === proposed.to ? null : 'another time was proposed'
}

/** What was paid is shared out once, in full; the coach has what they would have without a fee, to the cent a percentage leaves. */
function faultsOfMoney({ lines, price, fee, feeBack, state }: BookingFacts): string[] {
  const moved = lines.filter(({ toPlayer }) => toPlayer !== null)
  const wasPaid = lines.some(({ to }) => to === 'confirmed')
  const wrong = moved.filter(({ toPlayer, toCoach }) => (toPlayer ?? 0) + (toCoach ?? 0) + fee - feeBack !== price)
  const unfair = moved.filter(({ toPlayer }) => Math.abs(feeBack * price - (toPlayer ?? 0) * fee) > price)
  const open = ['confirmed', 'in_progress', 'completed', 'disputed'].includes(state)
  const settles = ['no_show_player', 'no_show_coach', 'failed'].includes(state)
  const most = wasPaid ? 1 : 0
  const least = wasPaid && !open && !settles ? 1 : 0
  return [
    ...wrong.map(({ toPlayer, toCoach }) => `${toPlayer}, ${toCoach} and ${fee - feeBack} are not ${price}`),
    ...unfair.map(({ toPlayer }) => `${feeBack} of the fee ${fee} went back with ${toPlayer} of ${price}`),
    ...(moved.length > most || moved.length < least ? [`its money moved ${moved.length} times`] : []),
  ]
}

/** Where it stands, and that it has not been left behind in a state that should be over. */
function faultsAtEnd({ booking, start, openUntil, releaseAt, outages }: Walk, now: number): string[] {
  const dues: Record<string, number> = {
    held: booking.created + holdMs,
    requested: openUntil,
    accepted: start - 30 * minuteMs,
    confirmed: start,
    in_progress: start + booking.minutes * minuteMs,
    completed: Math.max(...releaseAt),
  }
  const due = dues[booking.state]
  return [
    ...(booking.start === start ? [] : [`it stands at ${iso(booking.start)}, and was agreed for ${iso(start)}`]),
    ...(due === undefined || now < due || isOnTime(now, due, outages) ? [] : [`it is still ${booking.state}`]),
  ]
}
