/** What a platform answers, whichever way it runs: each scenario gives its answers with ids and instants masked. */

import { createBooking, getBooking, listBookings } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { listNotices } from '@ecc/contracts/notifications'
import { createPackageOffer } from '@ecc/contracts/package-offers'
import { buyPackage, cancelPackage, schedulePackageSession } from '@ecc/contracts/packages'
import { getLedgerProof, getOrderPayment, payBooking, payOrder } from '@ecc/contracts/payments'
import { createSeries } from '@ecc/contracts/series'
import { type DemoPerson, statusOf } from '../../apps/server/src/demo/client.ts'
import { type Ground, type JoinedCoach, joinAsPlayer, until } from '../../apps/server/src/demo/joining.ts'

/** A prepared platform: an approved coach, and slots that no scenario shares with another. */
export interface World extends Ground {
  coach: JoinedCoach
  slots: string[]
}

let players = 0
async function newPlayer(world: World): Promise<DemoPerson> {
  players++
  return joinAsPlayer(world, {
    email: `player-${process.pid}-${players}@example.com`,
    name: `Player ${players}`,
    zone: 'Europe/Berlin',
  })
}

function takeSlot(world: World): string {
  const slot = world.slots.shift()
  if (!slot) throw new Error('the scenarios have used up all slots')
  return slot
}

const hold = (world: World, player: DemoPerson, startsAt: string) =>
  statusOf(player.call(createBooking, { body: { offerId: world.coach.offerId, startsAt } }))
const pay = (player: DemoPerson, id: string, paymentMethodId = 'pm_card_visa') =>
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
      const all = (await (await fetch(`${world.base}/dev/mailbox?as=json&to=${player.email}`)).json()) as {
        subject: string
        ics: string | null
      }[]
      const calendars = all.filter(({ ics }) => ics)
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
  async 'the ledger is balanced and equals the provider'(world) {
    const proof = await world.admin.call(getLedgerProof)
    return {
      balanced: proof.balanced,
      equal: proof.currencies.map(({ sum, psp, providerBalance }) => ({ sum, equal: psp === providerBalance })),
    }
  },
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
