/**
 * Demo data, made by living through it: people register, coaches are approved, sessions are booked, paid, held and rated,
 * all through the public API, on a clock that starts three weeks ago and ends now. So the ledger, the mailbox and the
 * history are what they would be.
 */
import { createAdmin } from '@ecc/contracts/auth'
import { type BookingRecord, confirmCompletion } from '@ecc/contracts/bookings'
import { createOffer, getCoach, listGames } from '@ecc/contracts/coaches'
import { addGroupDate } from '@ecc/contracts/group-dates'
import { rateBooking } from '@ecc/contracts/ratings'
import type { AllInOne } from '../all-in-one.ts'
import { DemoPerson } from './client.ts'
import { type Ground, type JoinedCoach, joinAsCoach, joinAsPlayer, until } from './joining.ts'
import { bookSession, bookTime, holdSession, moveTo } from './living.ts'
import { demoAdmin, demoCoaches, demoPlayers, demoReviews, password } from './people.ts'

/** Whom the start screen offers to sign in as. */
export const demoAccounts = [
  { role: 'player', email: demoPlayers[0]?.email ?? '', password },
  { role: 'coach', email: demoCoaches[0]?.email ?? '', password },
  { role: 'admin', email: demoAdmin.email, password },
]

const dayMs = 86_400_000
const historyDays = 21
const evenings = 5
const sessionsAnEvening = 4
/** Few enough that each gathers the three ratings it takes to show a mean. */
const reviewedCoaches = 6

interface Demo extends Ground {
  server: AllInOne
  coaches: JoinedCoach[]
  players: DemoPerson[]
}

/** Fills an empty platform. `progress` is told how many of all steps are done. */
export async function loadDemoData(server: AllInOne, progress: (done: number, total: number) => void): Promise<void> {
  const total = 1 + demoPlayers.length + demoCoaches.length + evenings + 1
  let done = 0
  const step = () => progress(++done, total)
  server.clock.offsetMs = -historyDays * dayMs
  try {
    const demo = await begin(server)
    step()
    for (const player of demoPlayers) {
      demo.players.push(await joinAsPlayer(demo, player))
      step()
    }
    for (const coach of demoCoaches) {
      demo.coaches.push(await joinAsCoach(demo, coach))
      step()
    }
    for (let evening = 0; evening < evenings; evening++) {
      await liveThroughAnEvening(demo, evening)
      step()
    }
    await bookTheNearFuture(demo)
    step()
  } finally {
    server.clock.offsetMs = 0
  }
}

async function begin(server: AllInOne): Promise<Demo> {
  const base = new URL(server.url).origin
  const auth = server.platform.services.get('auth-service')
  if (!auth) throw new Error('demo data needs all services in this process')
  await auth.context.call(createAdmin, {
    body: { email: demoAdmin.email, password, displayName: demoAdmin.name, timeZone: demoAdmin.zone },
  })
  const admin = new DemoPerson(base, demoAdmin.email)
  await admin.signIn()
  const { items } = await admin.call(listGames)
  return { server, base, games: items, admin, coaches: [], players: [] }
}

async function liveThroughAnEvening(demo: Demo, evening: number): Promise<void> {
  const start = Date.now() - historyDays * dayMs + (evening + 1) * 4 * dayMs
  await moveTo(demo, start)
  const sessions: { booking: BookingRecord; player: DemoPerson; coach: DemoPerson }[] = []
  for (let i = 0; i < Math.min(sessionsAnEvening, demo.players.length); i++) {
    const coach = demo.coaches[(evening + i) % reviewedCoaches]
    const player = demo.players[(evening + i) % demo.players.length]
    if (coach && player)
      sessions.push({ booking: await bookSession(demo, player, coach, 3 * 60), player, coach: coach.person })
  }
  for (const [i, session] of sessions
    .toSorted((a, b) => a.booking.startsAt.localeCompare(b.booking.startsAt))
    .entries()) {
    await holdSession(demo, session)
    await session.player.call(confirmCompletion, { params: { id: session.booking.id }, body: {} })
    const review = demoReviews[(evening * 3 + i) % demoReviews.length]
    await until(() => session.player.call(rateBooking, { params: { id: session.booking.id }, body: review }))
    await until(() => session.coach.call(rateBooking, { params: { id: session.booking.id }, body: { stars: 5 } }))
  }
}

/** A group with two dates: one that will take place as it looks, and one that still needs players. */
async function openGroup({ server, players }: Demo, coach: JoinedCoach): Promise<void> {
  const { id: offerId } = await coach.person.call(createOffer, {
    body: {
      title: 'Team drills: trades and retakes',
      description: 'Bring your usual five or come alone. We drill on an empty server and play two halves.',
      gameId: 'valorant',
      durationMinutes: 90,
      price: { amount: 1500, currency: 'EUR' },
      kind: 'group',
      group: { minSeats: 2, maxSeats: 5, cutoffHours: 24 },
    },
  })
  const today = Math.floor(server.clock.now().getTime() / dayMs) * dayMs
  for (const [days, seats] of [
    [3, 3],
    [6, 1],
  ] as const) {
    const startsAt = new Date(today + days * dayMs + 17.5 * 3_600_000).toISOString()
    await coach.person.call(addGroupDate, { params: { id: offerId }, body: { startsAt } })
    for (const player of players.slice(0, seats)) await bookTime(player, offerId, startsAt)
  }
}

/** One session that can be joined now, and one for tomorrow, so that the demo has something to look at. */
async function bookTheNearFuture(demo: Demo): Promise<void> {
  const [player] = demo.players
  const [first, second] = demo.coaches
  if (!player || !first || !second) return
  await moveTo(demo, Date.now() - 40 * 60_000)
  await bookSession(demo, player, first, 36)
  await moveTo(demo, Date.now())
  await bookSession(demo, player, second, 20 * 60)
  await openGroup(demo, first)
  await until(() => player.call(getCoach, { params: { id: first.id } }))
}
