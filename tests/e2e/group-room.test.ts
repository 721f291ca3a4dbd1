/** A coach and two players meet in one room: everybody sees everybody, one shares, one comes back, one is out. */
import { type BookingRecord, cancelBooking } from '@ecc/contracts/bookings'
import { createOffer } from '@ecc/contracts/coaches'
import { addGroupDate } from '@ecc/contracts/group-dates'
import { getAttendance } from '@ecc/contracts/video'
import { expect, it } from 'vitest'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { bookTime } from '../../apps/server/src/demo/living.ts'
import { password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { openNotes, seesMoving, video, writeInChat } from './meeting.ts'
import { agedToken, logIn } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const names = { mina: 'Mina Sørensen', ada: 'Ada Keller', bo: 'Bo Larsen' }

journeys('group-room', prepare, (given) => {
  it('lets three meet, each with each, and goes on when one of them is out', async () => {
    const { ada, bo } = given().players
    await given().passUntil(Date.parse(ada.booking.startsAt) - 5 * minuteMs)
    const minas = await arrive(given(), given().coach.person, bo.booking)
    await minas.page.getByText('Waiting for Ada Keller and 1 other').first().waitFor()
    const adas = await arrive(given(), ada.person, ada.booking)
    await seesMoving(adas.page, `Video of ${names.mina}`)
    const bos = await arrive(given(), bo.person, bo.booking)
    await allSeeAll({ mina: minas, ada: adas, bo: bos })

    await writeInChat(bos.page, 'Which smoke first?')
    for (const { page } of [minas, adas]) {
      await page.getByRole('button', { name: /^Chat.*1 unread message$/ }).click()
      const line = page.getByRole('log').locator('> div').filter({ hasText: 'Which smoke first?' })
      await line.getByText(names.bo).waitFor()
    }
    const [hers, theirs] = [await openNotes(minas.page), await openNotes(bos.page)]
    await hers.fill('1. Smoke the entry')
    await eventually(() => theirs.inputValue()).toBe('1. Smoke the entry')

    await minas.page.getByRole('button', { name: 'Share screen' }).click()
    for (const { page } of [adas, bos]) await seesMoving(page, `Screen of ${names.mina}`)
    await bos.look('three-and-a-screen')
    await minas.page.getByRole('button', { name: 'Stop sharing' }).click()
    for (const { page } of [adas, bos]) await video(page, `Screen of ${names.mina}`).waitFor({ state: 'detached' })

    await adas.page.reload()
    await allSeeAll({ mina: minas, ada: adas, bo: bos })

    await bo.person.call(cancelBooking, { params: { id: bo.booking.id }, body: {} })
    await bos.page.getByRole('heading', { name: 'Your booking was cancelled' }).waitFor()
    for (const { page } of [minas, adas])
      await page.getByText(names.bo, { exact: true }).first().waitFor({ state: 'detached' })
    await allSeeAll({ mina: minas, ada: adas })
    await adas.look('two-of-three')

    const { items } = await ada.person.call(getAttendance, { params: { id: ada.booking.id } })
    const open = items.filter(({ role, leftAt }) => role === 'coach' && leftAt === null)
    expect(open).toHaveLength(1) // although two bookings led the coach there
  })
})

async function allSeeAll(visitors: Partial<Record<keyof typeof names, Visitor>>): Promise<void> {
  const people = Object.entries(visitors) as [keyof typeof names, Visitor][]
  for (const [one, { page }] of people)
    for (const [other] of people) if (one !== other) await seesMoving(page, `Video of ${names[other]}`)
}

/** Small pictures in small windows, since one machine makes, sends and shows those of everybody. */
const window = { width: 960, height: 600 }
const smallPictures = `
  for (const name of ['getUserMedia', 'getDisplayMedia']) {
    const get = navigator.mediaDevices[name].bind(navigator.mediaDevices)
    const video = { width: 320, height: 240, frameRate: 10 }
    navigator.mediaDevices[name] = (wish) => get(wish.video ? { ...wish, video } : wish)
  }
`

async function arrive(stage: Stage, person: DemoPerson, { id }: BookingRecord): Promise<Visitor> {
  const visitor = await stage.visitor()
  visitor.expects(agedToken)
  await visitor.page.setViewportSize(window)
  await visitor.page.addInitScript(smallPictures)
  await logIn(visitor.page, { email: person.email, password })
  await visitor.page.goto(`/bookings/${id}/room`)
  return visitor
}

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const coach = await joinAsCoach(ground, firstCoach)
  const { id: offerId } = await coach.person.call(createOffer, {
    body: {
      title: 'Team drills',
      description: 'Trades and retakes.',
      gameId: 'valorant',
      durationMinutes: 60,
      price: { amount: 1500, currency: 'EUR' },
      kind: 'group',
      group: { minSeats: 2, maxSeats: 3, cutoffHours: 12 },
    },
  })
  const startsAt = new Date(Math.floor(stage.now() / dayMs + 2) * dayMs).toISOString()
  await coach.person.call(addGroupDate, { params: { id: offerId }, body: { startsAt } })
  const seat = async (email: string, name: string) => {
    const person = await joinAsPlayer(stage, { email, name, zone: 'Europe/Berlin' })
    return { person, booking: await bookTime(person, offerId, startsAt) }
  }
  return {
    coach,
    players: { ada: await seat('ada@example.com', names.ada), bo: await seat('bo@example.com', names.bo) },
  }
}
