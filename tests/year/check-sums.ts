/** Whether all bookings together are right: nobody in two sessions, every refund sent, every reminder told once and in time. */
import { isOnTime } from './check-life.ts'
import type { BookingFacts, Facts, PackageFacts } from './facts.ts'
import type { YearCoach } from './people.ts'
import { holdMs, leadsMs, minuteMs, type PaidPart, packageBack, sessionsOf, takesTime } from './rules.ts'
import type { Outage } from './world.ts'

const iso = (at: number) => new Date(at).toISOString()

/** A time that a booking took, and from when to when it did. */
interface Taken {
  booking: BookingFacts
  start: number
  from: number
  to: number
}

/** The starts that the test agreed to for a booking; undefined for one it does not know. */
export type StartsOf = (id: string) => readonly number[] | undefined

const startAfter = (starts: readonly number[], start: number) => starts[starts.lastIndexOf(start) + 1] ?? start

/** Every time a booking took, a proposed one beside the agreed one included. */
function timesTaken(booking: BookingFacts, firstStart: number, startAfterRepeat: (start: number) => number): Taken[] {
  const taken: Taken[] = []
  let start = firstStart
  let open: Taken | null = null
  let proposed: Taken | null = null
  for (const line of booking.lines) {
    if (proposed) proposed = close(proposed, line.at)
    if (line.step === 'proposed')
      taken.push((proposed = { booking, start: line.moveTo as number, from: line.at, to: Infinity }))
    if (line.from === 'failed' && line.to === 'confirmed') start = startAfterRepeat(start)
    if (line.step === 'moved') {
      if (open) close(open, line.at)
      start = line.moveTo as number
      taken.push((open = { booking, start, from: line.at, to: Infinity }))
    }
    const takes = takesTime.includes(line.to)
    if (open && !takes) open = close(open, line.at)
    if (!open && takes) taken.push((open = { booking, start, from: line.at, to: Infinity }))
    // A hold that is over takes nothing, though its line may come later.
    if (open && line.to === 'held') open.to = booking.created + holdMs
    else if (open && line.from === 'held') open.to = Infinity
  }
  return taken
}

function close(taken: Taken, at: number): null {
  taken.to = Math.min(taken.to, at)
  return null
}

/** Bookings of one coach or one player that took the same time at once. */
export function overlaps({ bookings }: Facts, coaches: readonly YearCoach[], startsOf: StartsOf): string[] {
  const taken = bookings.flatMap((booking) => {
    const starts = startsOf(booking.id) ?? [booking.start]
    return timesTaken(booking, starts[0] as number, (start) => startAfter(starts, start))
  })
  const clashes = (group: Taken[], widthOf: (one: Taken) => [number, number], who: string) =>
    group.flatMap((one, i) =>
      group.slice(i + 1).flatMap((other) => {
        const [a, b] = [widthOf(one), widthOf(other)]
        const atOnce = one.from < other.to && other.from < one.to
        if (one.booking.id === other.booking.id || !atOnce || a[0] >= b[1] || b[0] >= a[1]) return []
        return [`${who} is in ${one.booking.id} and ${other.booking.id} at ${iso(Math.max(a[0], b[0]))}`]
      }),
    )
  const endOf = ({ booking, start }: Taken) => start + booking.minutes * minuteMs
  const ofCoach = [...Map.groupBy(taken, ({ booking }) => booking.coachId)].flatMap(([id, group]) => {
    const { bufferBefore = 0, bufferAfter = 0 } = coaches.find((coach) => coach.id === id) ?? {}
    const width = (one: Taken): [number, number] => [
      one.start - bufferBefore * minuteMs,
      endOf(one) + bufferAfter * minuteMs,
    ]
    return clashes(group, width, `coach ${id}`)
  })
  const ofPlayer = [...Map.groupBy(taken, ({ booking }) => booking.playerId)].flatMap(([id, group]) =>
    clashes(group, (one) => [one.start, endOf(one)], `player ${id}`),
  )
  return [...ofCoach, ...ofPlayer]
}

/** Orders whose payment did not send back exactly what the rules give. */
export function wrongRefunds(
  { bookings, packages, payments }: Facts,
  endedBy: ReadonlyMap<string, 'player' | 'coach'>,
): string[] {
  const ofOrder = Map.groupBy(bookings, ({ orderId }) => orderId)
  return payments.flatMap(({ orderId, amount, refunded, state }) => {
    if (!['succeeded', 'partially_refunded', 'refunded'].includes(state)) return []
    const bought = packages.find(({ id }) => id === orderId)
    const due = bought
      ? dueOfPackage(bought, ofOrder.get(orderId) ?? [], endedBy.get(orderId) ?? 'system')
      : dueOf(ofOrder.get(orderId) ?? [], amount)
    return due === refunded ? [] : [`order ${orderId} of ${amount}: ${refunded} went back instead of ${due}`]
  })
}

const moneyOf = ({ lines }: BookingFacts) => lines.find(({ toPlayer }) => toPlayer !== null)

function dueOf(bookings: BookingFacts[], amount: number): number {
  const confirmed = bookings.some(({ lines }) => lines.some(({ to }) => to === 'confirmed'))
  // What was paid and could not be confirmed any more goes back whole.
  if (!confirmed) return amount
  return bookings.reduce((sum, booking) => sum + (moneyOf(booking)?.toPlayer ?? 0), 0)
}

/** The life of a package in the order of time: sessions scheduled, given back, and its end. */
function dueOfPackage(bought: PackageFacts, bookings: BookingFacts[], by: string): number {
  const unused = sessionsOf(bought)
  if (bought.paidAt === null) return bought.paid
  let due = 0
  let isOver = false
  const endBy = bought.endedAt
  const steps = bookings.flatMap((booking) => {
    const money = moneyOf(booking)
    return [
      { at: booking.created, rank: 1, run: () => spend(unused, booking) },
      ...(money
        ? [
            {
              at: money.at,
              rank: 0,
              run: () => (due += giveBack(booking, money.toPlayer as number, unused, isOver)),
            },
          ]
        : []),
    ]
  })
  if (endBy !== null) {
    steps.push({
      at: endBy,
      rank: 2,
      run: () => {
        isOver = true
        due += packageBack(bought, unused, by)
      },
    })
  }
  for (const { run } of steps.toSorted((a, b) => a.at - b.at || a.rank - b.rank)) run()
  return due
}

function spend(unused: PaidPart[], { price, fee }: BookingFacts): void {
  const at = unused.findIndex((part) => part.price === price && part.fee === fee)
  if (at !== -1) unused.splice(at, 1)
}

/** What goes to the card of a session's money; a whole one goes into the package while that lasts. */
function giveBack({ price, fee }: BookingFacts, toPlayer: number, unused: PaidPart[], isOver: boolean): number {
  if (toPlayer < price || isOver) return toPlayer
  unused.push({ price, fee })
  return 0
}

/** Bookings whose money was shared out before they were released, without it, or later than ten seconds after. */
export function wrongReleases({ bookings, releases }: Facts, outages: readonly Outage[]): string[] {
  const shared = new Map(releases.map(({ id, at }) => [id, at]))
  const faults = bookings.flatMap(({ id, lines }) => {
    const released = lines.find(({ to }) => to === 'released')?.at
    const at = shared.get(id)
    shared.delete(id)
    if (released === undefined) return at === undefined ? [] : [`${id}: shared out at ${iso(at)}, never released`]
    if (at !== undefined && isOnTime(at, released, outages)) return []
    return [`${id}: released at ${iso(released)}, shared out ${at === undefined ? 'never' : `at ${iso(at)}`}`]
  })
  return [...faults, ...[...shared.keys()].map((id) => `${id}: shared out, and no such booking`)]
}

/** Reminders that were told and should not have been, were not told, or not in time. */
export function wrongReminders(
  { bookings, reminders }: Facts,
  { outages, now, startsOf }: { outages: readonly Outage[]; now: number; startsOf: StartsOf },
): string[] {
  const told = new Map(reminders.map(({ userId, key, at }) => [`${userId} ${key}`, at]))
  const faults: string[] = []
  for (const booking of bookings) {
    const agreements = agreementsOf(booking, startsOf(booking.id) ?? [booking.start])
    for (const [about, { due, wanted }] of remindersOf(agreements, outages, now)) {
      for (const userId of [booking.playerId, booking.coachId]) {
        const key = `${userId} reminder:${booking.id}:${about}`
        const at = told.get(key)
        told.delete(key)
        if (wanted === 'yes' && at === undefined) faults.push(`${key}: due at ${iso(due)} and not told`)
        if (wanted === 'no' && at !== undefined) faults.push(`${key}: told at ${iso(at)}, and should not be`)
        if (at !== undefined && !isOnTime(at, due, outages))
          faults.push(`${key}: told at ${iso(at)}, due at ${iso(due)}`)
      }
    }
  }
  return [...faults, ...[...told.keys()].map((key) => `${key}: told for a time that was never agreed`)]
}

/**
 * Which reminders these agreements ask for, by start and lead time: those whose time came after the agreement and before its
 * end; when the platform was down then, as long as the next one is not due. One that is due as the power fails may be either.
 */
function remindersOf(agreements: Agreement[], outages: readonly Outage[], now: number) {
  const wanted = new Map<string, { due: number; wanted: 'yes' | 'no' | 'either' }>()
  for (const { start, agreed, until } of agreements) {
    for (const [i, leadMs] of leadsMs.entries()) {
      const due = start - leadMs
      const next = start - (leadsMs[i + 1] ?? 0)
      const up = Math.max(due, ...outages.filter(({ from, to }) => from < due && due < to).map(({ to }) => to))
      const key = `${iso(start)}:${leadMs / minuteMs}`
      const isWanted = agreed < due && until >= up && up < next && due <= now
      const asPowerFails = outages.some(({ from }) => from === due)
      if (isWanted || !wanted.has(key))
        wanted.set(key, { due, wanted: asPowerFails ? 'either' : isWanted ? 'yes' : 'no' })
    }
  }
  return wanted
}

interface Agreement {
  start: number
  agreed: number
  until: number
}

/** The times a booking was agreed for: since when, and until it was moved, cancelled or begun. */
function agreementsOf(booking: BookingFacts, starts: readonly number[]): Agreement[] {
  const agreements: Agreement[] = []
  let start = starts[0] as number
  for (const { at, from, to, step, moveTo } of booking.lines) {
    const last = agreements.at(-1)
    if (step === 'moved') {
      if (last) last.until = at
      start = moveTo as number
      agreements.push({ start, agreed: at, until: Number.POSITIVE_INFINITY })
    } else if (to === 'confirmed' && step === null) {
      if (from === 'failed') start = startAfter(starts, start)
      agreements.push({ start, agreed: at, until: Number.POSITIVE_INFINITY })
    } else if (from === 'confirmed' && step === null && last) last.until = at
  }
  return agreements
}
