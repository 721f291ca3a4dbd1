/** What players want: a session now or on request, a trial, a package, a series, a place on a waiting list. */
import { type BookingRecord, cancelBooking, createBooking } from '@ecc/contracts/bookings'
import { buyPackage, cancelPackage, schedulePackageSession } from '@ecc/contracts/packages'
import { payBooking, payOrder } from '@ecc/contracts/payments'
import { acceptRequest, declineRequest } from '@ecc/contracts/requests'
import { createSeries, quoteSeries } from '@ecc/contracts/series'
import { joinWaitingList, listWaiting } from '@ecc/contracts/waiting-list'
import { count, freeTime, leadOf, see, type Tracked, track, type Year } from './life.ts'
import { saveHours, type YearCoach, type YearOffer, type YearPlayer } from './people.ts'
import { dayMs, hourMs, minuteMs } from './rules.ts'

interface Deal {
  coach: YearCoach
  player: YearPlayer
  offer: YearOffer
}

/** Somebody wants something. */
export async function want(year: Year, withPackages: boolean): Promise<void> {
  const { chance, people } = year
  const coach = chance.pick(people.coaches)
  const player = chance.pick(people.players)
  const what = chance.weighted({
    single: 11,
    request: 4,
    trial: 3,
    package: withPackages ? 2 : 0,
    series: 2,
    waiting: 3,
    hours: 1,
  })
  if (what === 'waiting') return wait(year, player)
  if (what === 'hours') return changeHours(year, coach)
  const kind = what === 'series' ? 'single' : what
  const offer = chance.pick(coach.offers.filter((one) => one.kind === kind))
  const deal = { coach, player, offer }
  if (what === 'package') return buyThree(year, deal)
  if (what === 'series') return bookSeries(year, deal)
  await book(year, deal)
}

async function book(year: Year, deal: Deal): Promise<void> {
  const { coach, player, offer } = deal
  const startsAt = await freeTime(year, coach, offer.id, leadOf(year) + (offer.kind === 'request' ? hourMs : 0))
  if (startsAt === null) return
  const answer = await year.world.call(player.person, createBooking, { body: { offerId: offer.id, startsAt } })
  if ('problem' in answer) return count(year, answer.problem)
  const tracked = track(year, answer.reply, deal)
  await payOrNot(year, player, tracked.id, 'booking', () => paid(year, tracked))
}

/** Pays at once or later, with a card that is declined first, or not at all. */
async function payOrNot(
  year: Year,
  player: YearPlayer,
  id: string,
  kind: 'booking' | 'order',
  then: () => Promise<void>,
): Promise<void> {
  const { chance, world } = year
  const how = chance.weighted({ pay: 80, declineThenPay: 7, decline: 3, late: 4, nothing: 4, letGo: 2 })
  count(year, how)
  const route = (kind === 'booking' ? payBooking : payOrder) as typeof payOrder
  const pay = async (paymentMethodId: string) => {
    const answer = await world.call(player.person, route, { params: { id }, body: { paymentMethodId } })
    await world.settle()
    return 'reply' in answer
  }
  if (how === 'nothing') return
  if (how === 'letGo') {
    if (kind === 'booking') await world.call(player.person, cancelBooking, { params: { id }, body: {} })
    return
  }
  if (how === 'decline' || how === 'declineThenPay') await pay('pm_card_chargeDeclined')
  if (how === 'decline') return
  const payNow = async () => {
    if (await pay('pm_card_visa')) await then()
  }
  if (how === 'late') year.at(world.now() + chance.between(1, 20) * minuteMs, payNow)
  else await payNow()
}

/** It was paid: a request waits for its coach, all else is confirmed. */
async function paid(year: Year, tracked: Tracked): Promise<void> {
  const { chance, world } = year
  const { state } = await see(year, tracked)
  if (state === 'confirmed') {
    count(year, 'confirmed')
    return year.agreed(tracked)
  }
  if (state !== 'requested') return
  count(year, 'requested')
  const then = chance.weighted({ accept: 6, decline: 2, withdraw: 1, nothing: 2 })
  if (then === 'nothing') return
  year.at(world.now() + chance.between(1, 26 * 60) * minuteMs, async () => {
    const params = { id: tracked.id }
    if (then === 'withdraw') return void (await world.call(tracked.player.person, cancelBooking, { params, body: {} }))
    const route = (then === 'accept' ? acceptRequest : declineRequest) as typeof acceptRequest
    const answer = await world.call(tracked.coach.person, route, { params, body: {} })
    await world.settle()
    if ('problem' in answer || then === 'decline') return
    if ((await see(year, tracked)).state === 'confirmed') await year.agreed(tracked)
  })
}

async function buyThree(year: Year, deal: Deal): Promise<void> {
  const { world, chance } = year
  const { player, offer } = deal
  const answer = await world.call(player.person, buyPackage, { body: { offerId: offer.id } })
  if ('problem' in answer) return count(year, answer.problem)
  const { id } = answer.reply
  await payOrNot(year, player, id, 'order', async () => {
    count(year, 'package')
    for (let i = 0; i < 3; i++) {
      const when = world.now() + chance.between(60, 70 * 24 * 60) * minuteMs
      year.at(when, () => schedule(year, deal, id))
    }
    if (!chance.of(35)) return
    year.at(world.now() + chance.between(1, 80) * dayMs, async () => {
      const by = chance.of(70) ? 'player' : 'coach'
      const answer = await world.call(deal[by].person, cancelPackage, { params: { id }, body: {} })
      if ('problem' in answer) return
      year.endedBy.set(id, by)
      count(year, 'packageEnded')
    })
  })
}

async function schedule(year: Year, deal: Deal, id: string): Promise<void> {
  const startsAt = await freeTime(year, deal.coach, deal.offer.id, leadOf(year))
  if (startsAt === null) return
  const answer = await year.world.call(deal.player.person, schedulePackageSession, {
    params: { id },
    body: { startsAt },
  })
  if ('problem' in answer) return count(year, answer.problem)
  count(year, 'packageSession')
  await year.agreed(track(year, answer.reply, deal))
}

async function bookSeries(year: Year, deal: Deal): Promise<void> {
  const { world, chance } = year
  const { coach, player, offer } = deal
  const startsAt = await freeTime(year, coach, offer.id, leadOf(year))
  if (startsAt === null) return
  const rule = { offerId: offer.id, startsAt, count: chance.between(2, 5), everyWeeks: chance.pick([1, 2]) }
  const quote = await world.call(player.person, quoteSeries, { body: rule })
  if ('problem' in quote) return count(year, quote.problem)
  const dates = quote.reply.items.flatMap((date) => (date.bookable && date.startsAt !== null ? [date.startsAt] : []))
  if (dates.length < 2) return
  const answer = await world.call(player.person, createSeries, { body: { offerId: offer.id, startsAt: dates } })
  if ('problem' in answer) return count(year, answer.problem)
  const tracked = answer.reply.bookings.map((booking) => track(year, booking, deal))
  await payOrNot(year, player, answer.reply.id, 'order', async () => {
    count(year, 'series')
    for (const one of tracked) if ((await see(year, one)).state === 'confirmed') await year.agreed(one)
  })
}

/** Waits for a day of the coach with one session a day, on which that session is booked. */
async function wait(year: Year, player: YearPlayer): Promise<void> {
  const { world, tracked, people } = year
  const coach = people.coaches.find(({ mostADay }) => mostADay === 1) as YearCoach
  const full = [...tracked.values()].find(
    (one) => one.coach.id === coach.id && (one.starts.at(-1) as number) > world.now() + dayMs,
  )
  if (!full) return
  const aheadOfUtc = 5.5 * hourMs
  const from = Math.floor(((full.starts.at(-1) as number) + aheadOfUtc) / dayMs) * dayMs - aheadOfUtc
  const body = {
    coachId: coach.id,
    offerId: coach.offerId,
    from: new Date(from).toISOString(),
    to: new Date(from + dayMs).toISOString(),
  }
  const answer = await world.call(player.person, joinWaitingList, { body })
  count(year, 'problem' in answer ? answer.problem : 'waiting')
  if ('reply' in answer) year.at(world.now() + 5 * minuteMs, () => lookAtWaits(year, player, from))
}

/** Looks every few hours whether the wait has led to a time, as its player would who was told. */
async function lookAtWaits(year: Year, player: YearPlayer, day: number): Promise<void> {
  const { world, tracked, people } = year
  await world.sweep('sweep-waiting-list')
  const answer = await world.call(player.person, listWaiting)
  if ('problem' in answer) return
  for (const { offer, coach } of answer.reply.items) {
    if (offer === null || tracked.has(offer.bookingId)) continue
    count(year, 'waitingOffered')
    const ofCoach = people.coaches.find(({ id }) => id === coach.id) as YearCoach
    const single = ofCoach.offers.find(({ id }) => id === ofCoach.offerId) as YearOffer
    const endsAt = new Date(Date.parse(offer.startsAt) + hourMs).toISOString()
    const one = track(year, { id: offer.bookingId, startsAt: offer.startsAt, endsAt } as BookingRecord, {
      coach: ofCoach,
      player,
      offer: single,
    })
    await payOrNot(year, player, one.id, 'booking', () => paid(year, one))
  }
  const open = answer.reply.items.some(({ state, from }) => state === 'waiting' && Date.parse(from) === day)
  if (open && world.now() < day + dayMs) year.at(world.now() + 5 * hourMs, () => lookAtWaits(year, player, day))
}

async function changeHours(year: Year, coach: YearCoach): Promise<void> {
  const [from, to] = year.chance.pick([
    [coach.hours.start, coach.hours.end],
    ['06:00', '12:00'],
    ['12:00', '24:00'],
  ] as const)
  await saveHours(coach, { start: from, end: to })
  count(year, 'hours')
}
