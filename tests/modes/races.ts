/** Races for a coach's or a player's time: whichever way the platform runs, one wins, and the losers are told why. */
import { createBooking, getBooking, listBookings } from '@ecc/contracts/bookings'
import { createOffer, listSlots, saveAvailability } from '@ecc/contracts/coaches'
import { addGroupDate } from '@ecc/contracts/group-dates'
import { listPayments } from '@ecc/contracts/payments'
import { acceptRequest } from '@ecc/contracts/requests'
import { type DemoPerson, statusOf } from '../../apps/server/src/demo/client.ts'
import { type JoinedCoach, joinAsCoach, until } from '../../apps/server/src/demo/joining.ts'
import { bookTime } from '../../apps/server/src/demo/living.ts'
import { demoCoaches } from '../../apps/server/src/demo/people.ts'
import { hold, newPlayer, pay, takeSlot, type World } from './scenarios.ts'

const dayMs = 86_400_000
type Answer = Awaited<ReturnType<typeof hold>>

/** How often each answer was given: `201`, or the problem's code with its reason. */
function counted(answers: readonly Answer[]): Record<string, number> {
  const words = answers.map(({ status, body }) => {
    const { code, reason } = body as { code?: string; reason?: string }
    return code === undefined ? String(status) : [code, reason].filter(Boolean).join(': ')
  })
  return Object.fromEntries([...Map.groupBy(words, String)].map(([word, group]) => [word, group.length]))
}

/** Another coach, who lives in this scenario only. */
async function anotherCoach(world: World, index: number, email: string): Promise<JoinedCoach> {
  const details = demoCoaches[index]
  if (!details) throw new Error(`there is no demo coach ${index}`)
  return joinAsCoach(world, { ...details, email })
}

/** The starts of an offer between two and four days from now. */
async function startsOf(player: DemoPerson, coach: JoinedCoach, offerId = coach.offerId): Promise<string[]> {
  const [from, to] = [2, 4].map((days) => new Date(Date.now() + days * dayMs).toISOString()) as [string, string]
  return until(async () => {
    const { items } = await player.call(listSlots, { params: { id: coach.id }, query: { offerId, from, to } })
    if (items.length === 0) throw new Error('no free times yet')
    return items.map(({ startsAt }) => startsAt)
  })
}

/** The races, in the order they run. */
export const races: Record<string, (world: World) => Promise<unknown>> = {
  async 'overlapping starts: one is held'(world) {
    const start = takeSlot(world)
    const starts = [0, 15, 30, 45].map((minutes) => new Date(Date.parse(start) + minutes * 60_000).toISOString())
    const racers = await Promise.all(starts.map(() => newPlayer(world)))
    const answers = await Promise.all(racers.map((racer, i) => hold(world, racer, starts[i] as string)))
    return counted(answers)
  },
  async 'two offers of one coach at one time: one is held'(world) {
    const { coach } = world
    const start = takeSlot(world)
    const offer = { title: 'A second offer', gameId: 'valorant', durationMinutes: 60 }
    const { id } = await coach.person.call(createOffer, {
      body: { ...offer, price: { amount: 5000, currency: 'EUR' } },
    })
    const racers = await Promise.all([newPlayer(world), newPlayer(world)])
    return counted(await Promise.all(racers.map((racer, i) => hold(world, racer, start, i === 0 ? undefined : id))))
  },
  async 'one player with two coaches at one time: one is held'(world) {
    const player = await newPlayer(world)
    const coaches = await Promise.all([
      anotherCoach(world, 0, 'first-of-two@example.com'),
      anotherCoach(world, 0, 'second-of-two@example.com'),
    ])
    const [first, second] = await Promise.all(coaches.map((coach) => startsOf(player, coach)))
    const start = first?.find((startsAt) => second?.includes(startsAt))
    if (!start) throw new Error('the two have no time in common')
    return counted(await Promise.all(coaches.map(({ offerId }) => hold(world, player, start, offerId))))
  },
  async 'the last place of a day under its cap: one is held'(world) {
    const coach = await anotherCoach(world, 0, 'one-a-day@example.com')
    const weekly = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, start: '08:00', end: '20:00' }))
    await coach.person.call(saveAvailability, { body: { zone: 'UTC', weekly, maxBookingsPerDay: 1 } })
    const all = await startsOf(await newPlayer(world), coach)
    const days = [...new Set(all.map((startsAt) => startsAt.slice(0, 10)))]
    const day = days.at(-2) // a whole day: the last one ends where the question did
    const starts = all.filter((startsAt) => startsAt.slice(0, 10) === day).filter((_, i) => i % 4 === 0)
    const racers = await Promise.all(starts.slice(0, 4).map(() => newPlayer(world)))
    const answers = racers.map((racer, i) => hold(world, racer, starts[i] as string, coach.offerId))
    return counted(await Promise.all(answers))
  },
  async 'the last seats of a group: as many are sold as there are, and nobody else is charged'(world) {
    const coach = await anotherCoach(world, 0, 'group@example.com')
    const { id: offerId } = await coach.person.call(createOffer, {
      body: {
        title: 'Team drills',
        gameId: 'valorant',
        durationMinutes: 60,
        price: { amount: 1500, currency: 'EUR' },
        kind: 'group',
        group: { minSeats: 2, maxSeats: 4, cutoffHours: 12 },
      },
    })
    const startsAt = `${new Date(Date.now() + 5 * dayMs).toISOString().slice(0, 10)}T12:00:00.000Z`
    await coach.person.call(addGroupDate, { params: { id: offerId }, body: { startsAt } })
    const first = await newPlayer(world)
    await bookTime(first, offerId, startsAt)
    const racers = await Promise.all(Array.from({ length: 9 }, () => newPlayer(world)))
    const answers = await Promise.all(racers.map((racer) => hold(world, racer, startsAt, offerId)))
    const held = answers.flatMap(({ status, body }, i) =>
      status === 201 ? [{ racer: racers[i] as DemoPerson, id: (body as { id: string }).id }] : [],
    )
    const paid = await Promise.all(held.map(({ racer, id }) => pay(racer, id)))
    const bookings = await Promise.all(racers.map((racer) => racer.call(listBookings)))
    const payments = await Promise.all(racers.map((racer) => racer.call(listPayments)))
    const charged = payments.map(({ items }) => items.filter(({ state }) => state === 'succeeded').length)
    const seated = bookings.map(({ items }) => items.filter(({ state }) => state === 'confirmed').length)
    return {
      answers: counted(answers),
      paid: paid.length,
      seated: seated.reduce((sum, count) => sum + count, 0),
      chargedIsSeated: charged.every((count, i) => count === seated[i]),
    }
  },
  async 'two requests for one time are accepted at once: one has it, the other is as it was'(world) {
    const coach = await anotherCoach(world, 0, 'asked@example.com')
    const offer = { title: 'On request', gameId: 'valorant', durationMinutes: 60, bookingMode: 'request' } as const
    const { id: offerId } = await coach.person.call(createOffer, {
      body: { ...offer, price: { amount: 5000, currency: 'EUR' } },
    })
    const players = await Promise.all([newPlayer(world), newPlayer(world)])
    const [start] = await startsOf(players[0], coach, offerId)
    const asked: string[] = []
    for (const player of players) {
      const { id } = await player.call(createBooking, { body: { offerId, startsAt: start as string } })
      await pay(player, id)
      asked.push(await until(() => isAsked(player, id)))
    }
    const answers = await Promise.all(
      asked.map((id) => statusOf(coach.person.call(acceptRequest, { params: { id }, body: {} }))),
    )
    const lost = answers.findIndex(({ status }) => status >= 400)
    const loser = await (players[lost] as DemoPerson).call(getBooking, { params: { id: asked[lost] as string } })
    return { answers: counted(answers), loser: loser.state }
  },
}

async function isAsked(player: DemoPerson, id: string): Promise<string> {
  const { state } = await player.call(getBooking, { params: { id } })
  if (state !== 'requested') throw new Error(`not asked yet, it is ${state}`)
  return id
}
