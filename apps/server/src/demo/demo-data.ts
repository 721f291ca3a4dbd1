/**
 * Demo data, made by living through it: people register, coaches are approved, sessions are booked, paid, held and rated,
 * all through the public API, on a clock that starts three weeks ago and ends now. So the ledger, the mailbox and the
 * history are what they would be.
 */
import { confirmEmail, createAdmin } from '@ecc/contracts/auth'
import { type BookingRecord, confirmCompletion, createBooking, getBooking } from '@ecc/contracts/bookings'
import {
  approveCoach,
  createOffer,
  type Game,
  getCoach,
  listGames,
  listSlots,
  saveAvailability,
  saveCoachProfile,
  submitCoachProfile,
} from '@ecc/contracts/coaches'
import { openPayoutAccount, payBooking } from '@ecc/contracts/payments'
import { rateBooking } from '@ecc/contracts/ratings'
import { openRoom } from '@ecc/contracts/video'
import { bringJobsForward } from '@ecc/kit'
import { WebSocket } from 'ws'
import type { AllInOne } from '../all-in-one.ts'
import { avatarOf } from './avatar.ts'
import { DemoPerson } from './client.ts'
import { type DemoCoach, demoAdmin, demoCoaches, demoPlayers, demoReviews, password } from './people.ts'

/** Whom the start screen offers to sign in as. */
export const demoAccounts = [
  { role: 'player', email: demoPlayers[0]?.email ?? '', password },
  { role: 'coach', email: demoCoaches[0]?.email ?? '', password },
  { role: 'admin', email: demoAdmin.email, password },
]

const dayMs = 86_400_000
const historyDays = 21
const evenings = 5
const sessionsAnEvening = 5
const waitMs = 15_000

interface Demo {
  server: AllInOne
  base: string
  games: readonly Game[]
  admin: DemoPerson
  coaches: { person: DemoPerson; id: string; offerId: string }[]
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

async function joinAsPlayer(
  { base }: Demo,
  details: { email: string; name: string; zone: string },
): Promise<DemoPerson> {
  const player = new DemoPerson(base, details.email)
  await player.register({ ...details, role: 'player' })
  await confirm(base, player)
  return player
}

async function joinAsCoach(demo: Demo, details: DemoCoach): Promise<Demo['coaches'][number]> {
  const coach = new DemoPerson(demo.base, details.email)
  const id = await coach.register({ ...details, role: 'coach' })
  await confirm(demo.base, coach)
  await coach.upload('/users/me/avatar', 'image/png', avatarOf(details.name))
  await coach.call(saveCoachProfile, { body: profileOf(details, demo.games) })
  const weekly = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, ...details.hours }))
  await coach.call(saveAvailability, {
    body: { zone: details.zone, weekly, minNoticeMinutes: details.minNoticeMinutes, stepMinutes: 15 },
  })
  const gameId = details.games[0]?.gameId ?? ''
  const offer = {
    title: 'Live coaching, one to one',
    description: 'Your replay or a live game, one focus, and a plan for the week.',
    gameId,
    durationMinutes: 60,
    price: details.price,
  }
  const { id: offerId } = await coach.call(createOffer, { body: offer })
  await activatePayouts(coach)
  await until(() => coach.call(submitCoachProfile, { body: {} }))
  await demo.admin.call(approveCoach, { params: { id }, body: {} })
  return { person: coach, id, offerId }
}

function profileOf(details: DemoCoach, games: readonly Game[]) {
  return {
    headline: details.headline,
    bio: details.bio,
    languages: details.languages,
    rankProof: 'https://tracker.example.com/profile',
    codeOfConductAccepted: true,
    games: details.games.flatMap(({ gameId, roleIds, rankFromTop }) => {
      const game = games.find(({ id }) => id === gameId)
      const rank = game?.ranks.at(-1 - rankFromTop)
      if (!game || !rank) return []
      return [{ gameId, rankId: rank.id, roleIds: roleIds.flatMap((index) => game.roles[index]?.id ?? []) }]
    }),
  }
}

/** Takes the token out of the mail, as its reader would. */
async function confirm(base: string, person: DemoPerson): Promise<void> {
  const token = await until(async () => {
    const response = await fetch(`${base}/dev/mailbox?as=json&to=${encodeURIComponent(person.email)}`)
    const mails = (await response.json()) as { text: string }[]
    const found = mails.map(({ text }) => /confirm-email\?token=([\w-]+)/.exec(text)?.[1]).find(Boolean)
    if (!found) throw new Error(`no confirmation mail for ${person.email} yet`)
    return found
  })
  await person.call(confirmEmail, { body: { token } })
}

/** Presses the one button of the provider's set-up page. */
async function activatePayouts(coach: DemoPerson): Promise<void> {
  const { onboardingUrl } = await coach.call(openPayoutAccount, {
    body: { returnUrl: 'http://localhost/coach/onboarding' },
  })
  if (!onboardingUrl) throw new Error('the payout account has no set-up page')
  const page = await (await fetch(onboardingUrl)).text()
  const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
  if (!action) throw new Error('the set-up page has no form')
  await fetch(new URL(action.replaceAll('&amp;', '&'), onboardingUrl), { method: 'POST', redirect: 'manual' })
}

/** Moves the demo's clock forward to an instant, with the jobs that wait for it. */
async function moveTo({ server }: Demo, at: number): Promise<void> {
  const ms = at - server.clock.now().getTime()
  if (ms <= 0) return
  server.clock.offsetMs += ms
  await bringJobsForward(server.platform.databaseUrl, ms)
}

async function liveThroughAnEvening(demo: Demo, evening: number): Promise<void> {
  const start = Date.now() - historyDays * dayMs + (evening + 1) * 4 * dayMs
  await moveTo(demo, start)
  const sessions: { booking: BookingRecord; player: DemoPerson; coach: DemoPerson }[] = []
  for (let i = 0; i < Math.min(sessionsAnEvening, demo.players.length); i++) {
    const coach = demo.coaches[(evening * 2 + i) % demo.coaches.length]
    const player = demo.players[(evening + i) % demo.players.length]
    if (coach && player)
      sessions.push({ booking: await book(demo, player, coach, 3 * 60), player, coach: coach.person })
  }
  for (const [i, session] of sessions
    .toSorted((a, b) => a.booking.startsAt.localeCompare(b.booking.startsAt))
    .entries()) {
    await hold(demo, session)
    await session.player.call(confirmCompletion, { params: { id: session.booking.id }, body: {} })
    const review = demoReviews[(evening * 3 + i) % demoReviews.length]
    await until(() => session.player.call(rateBooking, { params: { id: session.booking.id }, body: review }))
    await until(() => session.coach.call(rateBooking, { params: { id: session.booking.id }, body: { stars: 5 } }))
  }
}

/** Books and pays the coach's first free slot at least `minutesAhead` away. */
async function book(
  demo: Demo,
  player: DemoPerson,
  coach: Demo['coaches'][number],
  minutesAhead: number,
): Promise<BookingRecord> {
  const from = demo.server.clock.now().getTime() + minutesAhead * 60_000
  const query = {
    offerId: coach.offerId,
    from: new Date(from).toISOString(),
    to: new Date(from + 2 * dayMs).toISOString(),
  }
  const { items } = await player.call(listSlots, { params: { id: coach.id }, query })
  const slot = items[0]
  if (!slot) throw new Error(`${coach.person.email} has no free slot`)
  const booking = await player.call(createBooking, { body: { offerId: coach.offerId, startsAt: slot.startsAt } })
  await player.call(payBooking, { params: { id: booking.id }, body: { paymentMethodId: 'pm_card_visa' } })
  return booking
}

/** Both sides join the room at the start and leave at the end. */
async function hold(
  demo: Demo,
  session: { booking: BookingRecord; player: DemoPerson; coach: DemoPerson },
): Promise<void> {
  const { booking, player, coach } = session
  await moveTo(demo, Date.parse(booking.startsAt) + 1_000)
  await until(async () => {
    const { state } = await player.call(getBooking, { params: { id: booking.id } })
    if (state !== 'in_progress') throw new Error(`the session has not started: it is ${state}`)
  })
  const sockets = await Promise.all([join(demo, player, booking.id), join(demo, coach, booking.id)])
  await moveTo(demo, Date.parse(booking.endsAt) - 60_000)
  await Promise.all(sockets.map(leave))
}

async function join(demo: Demo, person: DemoPerson, bookingId: string): Promise<WebSocket> {
  const { ticket } = await person.call(openRoom, { params: { id: bookingId }, body: {} })
  const socket = new WebSocket(`${demo.base.replace('http', 'ws')}/rtc`)
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => socket.send(JSON.stringify({ type: 'join', ticket })))
    socket.once('message', () => resolve())
  })
  return socket
}

function leave(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.close()
  })
}

/** One session that can be joined now, and one for tomorrow, so that the demo has something to look at. */
async function bookTheNearFuture(demo: Demo): Promise<void> {
  const [player] = demo.players
  const [first, second] = demo.coaches
  if (!player || !first || !second) return
  await moveTo(demo, Date.now() - 40 * 60_000)
  await book(demo, player, first, 42)
  await moveTo(demo, Date.now())
  await book(demo, player, second, 20 * 60)
  await until(() => player.call(getCoach, { params: { id: first.id } }))
}

/** Tries until it works; what follows from an event is there a moment later. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + waitMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > giveUpAt) throw error
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
}
