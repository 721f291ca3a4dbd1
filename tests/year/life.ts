/** A year of bookings, one event after the other: who wants what, what becomes of it, and when the power fails. */

import { repeatSession } from '@ecc/contracts/aftermath'
import { confirmCompletion, getBooking } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { acceptDispute, answerDispute, openDispute, ruleDispute } from '@ecc/contracts/disputes'
import { rateBooking } from '@ecc/contracts/ratings'
import type { Chance } from './chance.ts'
import type { People, YearCoach, YearOffer, YearPlayer } from './people.ts'
import { dayMs, hourMs, minuteMs } from './rules.ts'
import type { World } from './world.ts'

/** A booking that the test knows, with what it knows of it beforehand. */
export interface Tracked {
  id: string
  coach: YearCoach
  player: YearPlayer
  offer: YearOffer
  minutes: number
  /** The starts that were agreed to, the last one holds. */
  starts: number[]
  /** What each side meant to do in the room, from and to in ms after the start, by the agreed start. */
  plans: Map<number, Plan>
  /** What staff decided. */
  percent?: number
}

export interface Plan {
  player: readonly [number, number] | null
  coach: readonly [number, number] | null
}

/** What the year is made of. */
export interface Year {
  world: World
  chance: Chance
  people: People
  tracked: Map<string, Tracked>
  /** Who ended a package before its last day. */
  endedBy: Map<string, 'player' | 'coach'>
  /** What happened, by name, so that a year in which something never happened is seen. */
  counts: Map<string, number>
  at(when: number, run: () => Promise<void>): void
  /** What follows once a time was agreed: sooner or later the session, or its end before it. */
  agreed(tracked: Tracked): Promise<void>
}

/** Notes that something happened. */
export function count({ counts }: Year, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

const iso = (at: number) => new Date(at).toISOString()

/** The test follows a booking from now on. */
export function track(
  year: Year,
  booking: { id: string; startsAt: string; endsAt: string },
  who: Pick<Tracked, 'coach' | 'player' | 'offer'>,
): Tracked {
  const start = Date.parse(booking.startsAt)
  const minutes = (Date.parse(booking.endsAt) - start) / minuteMs
  const tracked = { ...who, id: booking.id, minutes, starts: [start], plans: new Map<number, Plan>() }
  year.tracked.set(booking.id, tracked)
  return tracked
}

/** A free time of an offer, from `leadMs` ahead; null when there is none within three days of it. */
export async function freeTime(year: Year, coach: YearCoach, offerId: string, leadMs: number, moving?: string) {
  const from = year.world.now() + leadMs
  const query = { offerId, from: iso(from), to: iso(from + 3 * dayMs), ...(moving ? { moving } : {}) }
  const answer = await year.world.call(year.people.admin, listSlots, { params: { id: coach.id }, query })
  const items = 'reply' in answer ? answer.reply.items : []
  return items.length > 0 ? year.chance.pick(items).startsAt : null
}

/** How far ahead people book: hours, days or weeks. */
export function leadOf({ chance }: Year): number {
  const kind = chance.weighted({ hours: 3, days: 4, weeks: 2 })
  const [least, end] = { hours: [2, 12], days: [12, 80], weeks: [80, 500] }[kind] as [number, number]
  return chance.between(least, end) * hourMs
}

/** A booking as staff see it. */
export async function see(year: Year, { id }: Pick<Tracked, 'id'>) {
  return year.people.admin.call(getBooking, { params: { id } })
}

const words = 'What happened was not as agreed.'

/** What people do once a session is over. */
export async function afterSession(year: Year, tracked: Tracked): Promise<void> {
  const { chance, world } = year
  const { state } = await see(year, tracked)
  const params = { id: tracked.id }
  const { person: player } = tracked.player
  const { person: coach } = tracked.coach
  const later = (least: number, end: number, run: () => Promise<void>) =>
    year.at(world.now() + chance.between(least, end) * minuteMs, run)
  if (state === 'completed') {
    for (const one of [player, coach])
      if (chance.of(60))
        later(1, 20_000, async () => void (await world.call(one, rateBooking, { params, body: { stars: 5 } })))
    const then = chance.weighted({ nothing: 5, confirm: 4, report: 2 })
    if (then === 'confirm')
      later(1, 4_000, async () => void (await world.call(player, confirmCompletion, { params, body: {} })))
    if (then === 'report') later(1, 3_000, () => dispute(year, tracked, player, coach))
  }
  const loser = { no_show_player: player, no_show_coach: coach, failed: coach }[state as string]
  if (state === 'failed' && chance.of(50)) later(5, 2_000, () => repeat(year, tracked))
  else if (loser && chance.of(30))
    later(1, 2_800, () => dispute(year, tracked, loser, loser === player ? coach : player))
}

/** One side disputes; the other says nothing, agrees, or answers, and then staff rule. */
async function dispute(
  year: Year,
  tracked: Tracked,
  who: YearPlayer['person'],
  other: YearPlayer['person'],
): Promise<void> {
  const { world, chance, people } = year
  const params = { id: tracked.id }
  const percent = who === tracked.player.person ? chance.pick([33, 50, 100]) : 0
  const asked = { kind: percent === 0 ? ('release' as const) : ('refund' as const), percent }
  const opened = await world.call(who, openDispute, { params, body: { reason: 'something_else', words, asked } })
  if ('problem' in opened) return
  count(year, 'dispute')
  tracked.percent = percent
  const then = chance.weighted({ silence: 2, agree: 2, answer: 5 })
  if (then === 'silence') return
  year.at(world.now() + chance.between(60, 2_800) * minuteMs, async () => {
    if (then === 'agree') return void (await world.call(other, acceptDispute, { params, body: {} }))
    const answered = await world.call(other, answerDispute, { params, body: { words } })
    if ('problem' in answered) return
    year.at(world.now() + chance.between(60, 4_000) * minuteMs, async () => {
      const ruled = chance.pick([0, 33, 50, 100])
      const remedy = { kind: ruled === 0 ? ('release' as const) : ('refund' as const), percent: ruled }
      const done = await world.call(people.admin, ruleDispute, { params, body: { remedy, words } })
      if ('reply' in done) tracked.percent = ruled
    })
  })
}

async function repeat(year: Year, tracked: Tracked): Promise<void> {
  const startsAt = await freeTime(year, tracked.coach, tracked.offer.id, 6 * hourMs)
  if (startsAt === null) return
  const args = { params: { id: tracked.id }, body: { startsAt } }
  const answer = await year.world.call(tracked.player.person, repeatSession, args)
  if ('problem' in answer) return
  count(year, 'repeat')
  tracked.starts.push(Date.parse(startsAt))
  await year.agreed(tracked)
}
