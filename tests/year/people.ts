/** The people of the year: coaches on four kinds of clocks, each with every preset and kind of offer, and their players. */
import { createOffer, listGames, saveAvailability } from '@ecc/contracts/coaches'
import { createPackageOffer } from '@ecc/contracts/package-offers'
import { getMe } from '@ecc/contracts/users'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type JoinedCoach, joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import type { Preset } from './rules.ts'
import type { World } from './world.ts'

/** An offer of a coach. */
export interface YearOffer {
  id: string
  kind: 'single' | 'trial' | 'package' | 'request'
  preset: Preset
}

/** A coach of the year. */
export interface YearCoach extends JoinedCoach {
  zone: string
  hours: { start: string; end: string }
  bufferBefore: number
  bufferAfter: number
  mostADay: number | null
  offers: YearOffer[]
}

export interface YearPlayer {
  person: DemoPerson
  id: string
}

export interface People {
  admin: DemoPerson
  coaches: YearCoach[]
  players: YearPlayer[]
}

/** Two of the northern summer, one of the southern one, whose hours end after midnight, and one whose clock never changes. */
const coaches = [
  { zone: 'America/New_York', start: '09:00', end: '19:00', before: 0, after: 10, most: null, price: 4500 },
  { zone: 'Europe/London', start: '10:00', end: '20:00', before: 15, after: 15, most: 3, price: 3333 },
  { zone: 'Australia/Sydney', start: '16:00', end: '02:00', before: 5, after: 0, most: null, price: 7001 },
  { zone: 'Asia/Kolkata', start: '08:00', end: '22:00', before: 0, after: 30, most: 1, price: 2999 },
] as const
const playerZones = ['Europe/Berlin', 'America/Los_Angeles', 'Asia/Tokyo', 'America/Sao_Paulo', 'UTC', 'Africa/Nairobi']

/** Everybody joins, through the public API. */
export async function joinAll(world: World): Promise<People> {
  await world.makeAdmin({ ...demoAdmin, password })
  const admin = new DemoPerson(world.base, demoAdmin.email)
  await admin.signIn()
  const { items: games } = await admin.call(listGames)
  const ground = { base: world.base, admin, games }
  const joined: YearCoach[] = []
  for (const [i, one] of coaches.entries()) {
    const like = demoCoaches[i] as (typeof demoCoaches)[number]
    const hours = { start: one.start, end: one.end }
    const price = { amount: one.price, currency: 'EUR' } as const
    const details = { ...like, email: `coach-${i}@example.com`, zone: one.zone, hours, price, minNoticeMinutes: 60 }
    const coach = await joinAsCoach(ground, details)
    const whole = {
      ...coach,
      zone: one.zone,
      hours,
      bufferBefore: one.before,
      bufferAfter: one.after,
      mostADay: one.most,
    }
    await saveHours(whole, hours)
    joined.push({ ...whole, offers: await sell(whole, details) })
  }
  const players: YearPlayer[] = []
  for (const [i, zone] of playerZones.entries()) {
    const person = await joinAsPlayer(world, { email: `player-${i}@example.com`, name: `Player ${i}`, zone })
    players.push({ person, id: (await person.call(getMe)).id })
  }
  return { admin, coaches: joined, players }
}

type Hours = YearCoach['hours']

/** Saves the same hours for every day, with what the coach keeps free around sessions. */
export async function saveHours(coach: Omit<YearCoach, 'offers'>, hours: Hours): Promise<void> {
  const weekly = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, ...hours }))
  const buffers = { bufferBeforeMinutes: coach.bufferBefore, bufferAfterMinutes: coach.bufferAfter }
  const body = { zone: coach.zone, weekly, minNoticeMinutes: 60, stepMinutes: 15, maxBookingsPerDay: coach.mostADay }
  await coach.person.call(saveAvailability, { body: { ...body, ...buffers } })
}

async function sell(
  coach: Omit<YearCoach, 'offers'>,
  { games, price }: (typeof demoCoaches)[number],
): Promise<YearOffer[]> {
  const gameId = games[0]?.gameId as string
  const offers: YearOffer[] = [{ id: coach.offerId, kind: 'single', preset: 'flexible' }]
  const add = async (kind: YearOffer['kind'], preset: Preset, details: object) => {
    const body = { title: `${kind} ${preset}`, gameId, durationMinutes: 60, price, policy: preset, ...details }
    offers.push({ id: (await coach.person.call(createOffer, { body })).id, kind, preset })
  }
  for (const preset of ['standard', 'strict'] as const) await add('single', preset, {})
  await add('request', 'standard', { bookingMode: 'request' })
  await add('trial', 'flexible', {
    kind: 'trial',
    durationMinutes: 30,
    price: { ...price, amount: Math.floor(price.amount / 2) },
  })
  const several = { singleOfferId: coach.offerId, sessions: 3, discountPercent: 10, policy: 'standard' }
  const { id } = await coach.person.call(createPackageOffer, { body: several })
  return [...offers, { id, kind: 'package', preset: 'standard' }]
}
