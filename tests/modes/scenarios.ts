/** What a platform answers, whichever way it runs: each scenario gives its answers with ids and instants masked. */

import { addTimeOff, explainSlot } from '@ecc/contracts/availability'
import { cancelBooking, createBooking, getBooking, listBookings } from '@ecc/contracts/bookings'
import { listSlots, saveAvailability } from '@ecc/contracts/coaches'
import { listNotices } from '@ecc/contracts/notifications'
import { createPackageOffer } from '@ecc/contracts/package-offers'
import { buyPackage, cancelPackage, schedulePackageSession } from '@ecc/contracts/packages'
import { getLedgerProof, getOrderPayment, payBooking, payOrder } from '@ecc/contracts/payments'
import { acceptReschedule, proposeReschedule } from '@ecc/contracts/reschedules'
import { createSeries } from '@ecc/contracts/series'
import { type DemoPerson, statusOf } from '../../apps/server/src/demo/client.ts'
import { type Ground, type JoinedCoach, joinAsCoach, joinAsPlayer, until } from '../../apps/server/src/demo/joining.ts'
import { demoCoaches } from '../../apps/server/src/demo/people.ts'

/** A prepared platform: an approved coach, and slots that no scenario shares with another. */
export interface World extends Ground {
  coach: JoinedCoach
  slots: string[]
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const isoOf = (ms: number) => new Date(ms).toISOString()

let players = 0
/** A player nobody met before. */
export async function newPlayer(world: World): Promise<DemoPerson> {
  players++
  return joinAsPlayer(world, {
    email: `player-${process.pid}-${players}@example.com`,
    name: `Player ${players}`,
    zone: 'Europe/Berlin',
  })
}

/** A time of the coach that no scenario has used. */
export function takeSlot(world: World): string {
  const slot = world.slots.shift()
  if (!slot) throw new Error('the scenarios have used up all slots')
  return slot
}

/** Holds a time of an offer, the coach's own unless told. */
export const hold = (world: World, player: DemoPerson, startsAt: string, offerId = world.coach.offerId) =>
  statusOf(player.call(createBooking, { body: { offerId, startsAt } }))
/** Pays for a booking. */
export const pay = (player: DemoPerson, id: string, paymentMethodId = 'pm_card_visa') =>
  statusOf(player.call(payBooking, { params: { id }, body: { paymentMethodId } }))

interface Held {
  id: string
}

/** The scenarios, in the order they run. */
export const scenarios: Record<string, (world: World) => Promise<unknown>> = {
  async 'a booking is held, paid and confirmed'(world) {
    const player = await newPlayer(world)
    const held = await hold(world, player, takeSlot(world))
    const { id } = held.body as Held
    const paid = await pay(player, id)
    const booking = await player.call(getBooking, { params: { id } })
    return {
      held,
      paid,
      state: booking.state,
      history: booking.history.map(({ to, by, reason }) => ({ to, by, reason })),
    }
  },
  async 'an overlapping slot is taken'(world) {
    const slot = takeSlot(world)
    await hold(world, await newPlayer(world), slot)
    return hold(world, await newPlayer(world), slot)
  },
  async 'a time off the grid is not bookable'(world) {
    const off = new Date(Date.parse(takeSlot(world)) + 7 * 60_000).toISOString()
    const { status, body } = await hold(world, await newPlayer(world), off)
    const { code, reason } = body as { code: string; reason: string }
    return { status, code, reason }
  },
  async 'every listed slot is held, and every other time is refused with its reason'(world) {
    const [, details] = demoCoaches
    if (!details) throw new Error('there is no second demo coach')
    const coach = await joinAsCoach(world, details)
    const date = new Date(Date.now() + 10 * dayMs).toISOString().slice(0, 10)
    const overrides = [{ date, windows: [{ start: '09:10', end: '12:00' }] }]
    const weekly = [{ day: 1, start: '20:00', end: '22:00' }]
    await coach.person.call(saveAvailability, { body: { zone: 'Asia/Kathmandu', weekly, overrides, stepMinutes: 20 } })
    // 09:00 in Kathmandu is 03:15 in UTC: the window goes from before the hours to after them, with time off within.
    const first = Date.parse(`${date}T02:15:00Z`)
    const off = { startsAt: isoOf(first + 110 * minuteMs), endsAt: isoOf(first + 130 * minuteMs), note: 'Dentist' }
    await coach.person.call(addTimeOff, { body: off })
    const player = await newPlayer(world)
    const { offerId } = coach
    const asked = { offerId, from: isoOf(first), to: isoOf(first + 48 * 5 * minuteMs) }
    const { items } = await player.call(listSlots, { params: { id: coach.id }, query: asked })
    const listed = new Set(items.map(({ startsAt }) => startsAt))
    const starts = Array.from({ length: 48 }, (_, i) => isoOf(first + i * 5 * minuteMs))
    // All are explained before the first is held, since coach-service hears of a hold and of its end a moment later.
    const explained = await Promise.all(
      starts.map((startsAt) => coach.person.call(explainSlot, { query: { offerId, startsAt } })),
    )
    const faults: unknown[] = []
    for (const [i, startsAt] of starts.entries()) {
      const { offered = false, reason = '' } = explained[i] ?? {}
      const { status, body } = await hold(world, player, startsAt, offerId)
      if (status === 201) await player.call(cancelBooking, { params: { id: (body as Held).id }, body: {} })
      const became = status === 201 ? 'offered' : (body as { reason: string }).reason
      if (became !== (offered ? 'offered' : reason) || listed.has(startsAt) !== offered)
        faults.push({ minutes: i * 5, became, reason, listed: listed.has(startsAt) })
    }
    const reasons = [...new Set(explained.map(({ reason }) => reason))].toSorted()
    return { faults, reasons, listed: listed.size }
  },
  async 'a bad body names its faults'(world) {
    const player = await newPlayer(world)
    return statusOf(player.call(createBooking, { body: { offerId: 'no-id', startsAt: 'tomorrow', extra: 1 } }))
  },
  async 'a guest is asked to sign in'({ base }) {
    const response = await fetch(`${base}/api/v1/bookings`)
    return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
  },
  async 'a declined card leaves the slot held, and another card pays'(world) {
    const player = await newPlayer(world)
    const { id } = (await hold(world, player, takeSlot(world))).body as Held
    const declined = await pay(player, id, 'pm_card_chargeDeclined')
    const { state } = await player.call(getBooking, { params: { id } })
    return { declined, state, paid: await pay(player, id) }
  },
  async 'an event is delivered once: one mail, one notice'(world) {
    const player = await newPlayer(world)
    const { id } = (await hold(world, player, takeSlot(world))).body as Held
    await pay(player, id)
    const notices = await until(async () => {
      const { items } = await player.call(listNotices)
      if (items.length === 0) throw new Error('no notice yet')
      return items
    })
    const mails = await until(async () => {
      const calendars = (await mailsOf(world, player)).filter(({ ics }) => ics)
      if (calendars.length === 0) throw new Error('no confirmation mail yet')
      return calendars
    })
    return { notices: notices.filter(({ kind }) => kind === 'booking').length, mails: mails.length }
  },
  async 'a package is bought, scheduled, and ended with its refund'(world) {
    const player = await newPlayer(world)
    const { id: offerId } = await world.coach.person.call(createPackageOffer, {
      body: { singleOfferId: world.coach.offerId, sessions: 3, discountPercent: 10 },
    })
    const { id } = await player.call(buyPackage, { body: { offerId } })
    const params = { id }
    await player.call(payOrder, { params, body: { paymentMethodId: 'pm_card_visa' } })
    const session = await player.call(schedulePackageSession, { params, body: { startsAt: takeSlot(world) } })
    const ended = await player.call(cancelPackage, { params, body: {} })
    const refunded = await until(async () => {
      const payment = await player.call(getOrderPayment, { params })
      if (payment.refunded.amount === 0) throw new Error('not refunded yet')
      return payment.refunded
    })
    return { session: session.state, part: session.price, ended: ended.state, refund: ended.refund, refunded }
  },
  async 'a series is held, paid and confirmed at once'(world) {
    const player = await newPlayer(world)
    const startsAt = [takeSlot(world), takeSlot(world)]
    const series = await player.call(createSeries, { body: { offerId: world.coach.offerId, startsAt } })
    await player.call(payOrder, { params: { id: series.id }, body: { paymentMethodId: 'pm_card_visa' } })
    const { items } = await player.call(listBookings)
    return { price: series.price, states: items.map(({ state }) => state) }
  },
  async 'fifty players race for one slot: one is confirmed, nobody is charged in vain'(world) {
    const slot = takeSlot(world)
    const racers = await Promise.all(Array.from({ length: 50 }, () => newPlayer(world)))
    const before = await heldMoney(world)
    const answers = await Promise.all(
      racers.map(async (player) => {
        const held = await hold(world, player, slot)
        if (held.status !== 201) return (held.body as { code: string }).code
        return (await pay(player, (held.body as Held).id)).status
      }),
    )
    const bookings = await Promise.all(
      racers.map(async (player) => (await player.call(listBookings)).items.map(({ state }) => state)),
    )
    const counts = Object.fromEntries(
      [...Map.groupBy(answers, String)].map(([answer, group]) => [answer, group.length]),
    )
    return { counts, bookings: bookings.flat(), heldMore: (await heldMoney(world)) - before }
  },
  async 'a session moves when the other side agrees, and whoever shows its time follows'(world) {
    const { coach } = world
    const [from, to] = [takeSlot(world), takeSlot(world)]
    const { player, id } = await bookedAt(world, from)
    const proposed = await statusOf(player.call(proposeReschedule, { params: { id }, body: { startsAt: to } }))
    const whileOpen = [await isListed(world, from, false), await isListed(world, to, false)]
    const accepted = await statusOf(coach.person.call(acceptReschedule, { params: { id }, body: { startsAt: to } }))
    const again = await statusOf(coach.person.call(acceptReschedule, { params: { id }, body: { startsAt: to } }))
    const after = [await isListed(world, from, true), await isListed(world, to, false)]
    const mail = await until(async () => {
      const found = (await mailsOf(world, player)).find(({ subject }) => subject.startsWith('Moved'))
      if (!found) throw new Error('no mail of the move yet')
      return found
    })
    const { history, startsAt } = await player.call(getBooking, { params: { id } })
    return {
      proposed,
      whileOpen,
      accepted,
      again,
      after,
      sequence: /SEQUENCE:(\d+)/.exec(mail.ics ?? '')?.[1],
      isMoved: startsAt === to,
      history: history.map(({ by, move }) => ({ by, step: move?.step })),
    }
  },
  async 'a move races new bookings for one time: one has it, and the others are untouched'(world) {
    const [from, to] = [takeSlot(world), takeSlot(world)]
    const { player, id } = await bookedAt(world, from)
    const racers = await Promise.all(Array.from({ length: 8 }, () => newPlayer(world)))
    const [moving, ...holds] = await Promise.all([
      statusOf(player.call(proposeReschedule, { params: { id }, body: { startsAt: to } })),
      ...racers.map((racer) => hold(world, racer, to)),
    ])
    const { state, startsAt, reschedule } = await player.call(getBooking, { params: { id } })
    const losers = [moving, ...holds].filter(({ status }) => status >= 400)
    return {
      winners: racers.length + 1 - losers.length,
      codes: [...new Set(losers.map(({ body }) => (body as { code: string }).code))],
      isUntouched: state === 'confirmed' && startsAt === from && (reschedule !== null) === moving.status < 400,
    }
  },
  async 'the ledger is balanced and equals the provider'(world) {
    const proof = await world.admin.call(getLedgerProof)
    return {
      balanced: proof.balanced,
      equal: proof.currencies.map(({ sum, psp, providerBalance }) => ({ sum, equal: psp === providerBalance })),
    }
  },
}

async function bookedAt(world: World, startsAt: string): Promise<{ player: DemoPerson; id: string }> {
  const player = await newPlayer(world)
  const { id } = (await hold(world, player, startsAt)).body as Held
  await pay(player, id)
  return { player, id }
}

/** Waits until the coach's page offers this time, or no longer does. */
async function isListed({ coach, admin }: World, startsAt: string, expected: boolean): Promise<boolean> {
  const to = new Date(Date.parse(startsAt) + 1).toISOString()
  const query = { offerId: coach.offerId, from: startsAt, to }
  return until(async () => {
    const { items } = await admin.call(listSlots, { params: { id: coach.id }, query })
    if (items.length > 0 !== expected)
      throw new Error(`${startsAt} is ${expected ? 'not offered yet' : 'still offered'}`)
    return expected
  })
}

interface ListedMail {
  subject: string
  ics: string | null
}

async function mailsOf({ base }: World, { email }: DemoPerson): Promise<ListedMail[]> {
  return (await (await fetch(`${base}/dev/mailbox?as=json&to=${email}`)).json()) as ListedMail[]
}

async function heldMoney({ admin }: World): Promise<number> {
  const { currencies } = await admin.call(getLedgerProof)
  return currencies.reduce((sum, { held }) => sum + held, 0)
}

/** Free slots far enough apart that no two scenarios touch each other. */
export async function freeSlots(coach: JoinedCoach, player: DemoPerson): Promise<string[]> {
  const from = Date.now() + 26 * 3_600_000
  const query = {
    offerId: coach.offerId,
    from: new Date(from).toISOString(),
    to: new Date(from + 14 * 86_400_000).toISOString(),
  }
  const { items } = await player.call(listSlots, { params: { id: coach.id }, query })
  const apart: string[] = []
  for (const { startsAt } of items)
    if (Date.parse(startsAt) - Date.parse(apart.at(-1) ?? '2000-01-01') >= 4 * 3_600_000) apart.push(startsAt)
  return apart
}

/** An answer without what differs from run to run. */
export function masked(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, '<instant>')
    .replace(/"instance":"[^"]*"/g, '"instance":"<id>"')
    .replace(/\bpi_[A-Za-z0-9_]+/g, '<intent>')
    .replace(/localhost:\d+/g, '<host>')
  return JSON.parse(text)
}
