/** The rules of bookings as the product states them, written anew for the test: nothing here is shared with the services. */

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** Which state may follow which; the empty one is before the booking. */
export const arrows: Record<string, readonly string[]> = {
  '': ['held', 'confirmed'],
  held: ['requested', 'confirmed', 'expired', 'cancelled'],
  requested: ['accepted', 'declined', 'expired', 'cancelled'],
  accepted: ['confirmed', 'expired'],
  expired: ['confirmed'],
  confirmed: ['in_progress', 'cancelled'],
  in_progress: ['completed', 'cancelled', 'no_show_player', 'no_show_coach', 'failed', 'disputed'],
  completed: ['released', 'disputed'],
  no_show_player: ['no_show_player', 'disputed'],
  no_show_coach: ['no_show_coach', 'disputed'],
  failed: ['failed', 'confirmed', 'disputed'],
  disputed: ['resolved'],
}

/** States in which a booking takes its coach's and its player's time. */
export const takesTime = ['held', 'accepted', 'confirmed', 'in_progress']

export const holdMs = 15 * minuteMs
export const leadsMs = [dayMs, hourMs, 10 * minuteMs]

const cutOffs = { flexible: [12, 0], standard: [24, 6], strict: [48, 24] } as const
export type Preset = keyof typeof cutOffs

/** The moments at which what a player gets back becomes less, the last at which it is still more. */
export const cutOffMoments = (preset: Preset, start: number) => cutOffs[preset].map((hours) => start - hours * hourMs)

/** What comes back to a player who cancels at `at`, in percent. */
export function percentBack(preset: Preset, { start, booked, at }: { start: number; booked: number; at: number }) {
  if (at <= booked + 30 * minuteMs && start - at >= 2 * hourMs) return 100
  const hours = (start - at) / hourMs
  const [full, half] = cutOffs[preset]
  if (hours >= full) return 100
  return hours >= half ? 50 : 0
}

export const share = (price: number, percent: number) => Math.floor((price * percent) / 100)

/** A stay of one side in the room, epoch ms. */
export interface Stay {
  side: 'player' | 'coach'
  from: number
  to: number
}

/** How a session ends by who was there, and what goes back to the player. */
export function outcomeOf(stays: readonly Stay[], session: { start: number; end: number; price: number }) {
  const { start, end, price } = session
  const seconds = Array.from({ length: (end - start) / 1000 }, (_, i) => start + i * 1000)
  const there = (side: Stay['side'], at: number) => stays.some((s) => s.side === side && s.from <= at && at < s.to)
  const count = (test: (at: number) => boolean) => seconds.filter(test).length
  const firstOf = (side: Stay['side']) => Math.min(...stays.filter((s) => s.side === side).map(({ from }) => from))
  const coach = count((at) => there('coach', at))
  const player = count((at) => there('player', at))
  const both = count((at) => there('coach', at) && there('player', at))
  if (coach < 60) return player < 60 ? { to: 'cancelled', back: price } : { to: 'no_show_coach', back: price }
  const waited = seconds.slice(0, 15 * 60).filter((at) => there('coach', at)).length
  const missed = player < 60 || firstOf('player') > start + 15 * minuteMs
  if (missed && waited * 2 >= Math.min(15 * 60, seconds.length)) return { to: 'no_show_player', back: 0 }
  if (player < 60) return { to: 'cancelled', back: price }
  if (both * 100 >= seconds.length * 90) return { to: 'completed', back: 0 }
  if (both * 100 >= seconds.length * 50)
    return { to: 'completed', back: Math.floor((price * (seconds.length - both)) / seconds.length) }
  return { to: firstOf('coach') > start + 10 * minuteMs ? 'no_show_coach' : 'failed', back: price }
}

/** The price of each session of a package, and a fee on all of it; what does not divide is on the last ones. */
export function sessionsOf(bought: { paid: number; fee: number; sessions: number }): PaidPart[] {
  const net = partsOf(bought.paid - bought.fee, bought.sessions)
  return partsOf(bought.paid, bought.sessions).map((price, i) => ({ price, fee: price - (net[i] as number) }))
}

/** What was paid for a session, and the fee in it. */
export interface PaidPart {
  price: number
  fee: number
}

function partsOf(paid: number, sessions: number): number[] {
  const least = Math.floor(paid / sessions)
  return Array.from({ length: sessions }, (_, i) => least + (i >= sessions - (paid - least * sessions) ? 1 : 0))
}

/**
 * What comes back when a package ends: paid less the single price of each session used, never more than what is unused, and the
 * same share of the fee.
 */
export function packageBack(
  bought: { paid: number; fee: number; single: number; sessions: number },
  unused: PaidPart[],
  by: string,
) {
  const fee = unused.reduce((sum, part) => sum + part.fee, 0)
  const rest = unused.reduce((sum, part) => sum + part.price, 0) - fee
  const byRule = bought.paid - bought.fee - (bought.sessions - unused.length) * bought.single
  const back = by === 'coach' ? rest : Math.min(rest, Math.max(0, byRule))
  return back === 0 ? 0 : back + Math.floor((fee * back) / rest)
}
