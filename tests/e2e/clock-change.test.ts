/**
 * Booking across a clock change: London has put its clock back, New York does so on Sunday. In between the two are four
 * hours apart instead of five, and that night New York reads half past one twice.
 */
import { getBooking, listBookings } from '@ecc/contracts/bookings'
import { getAvailability, saveAvailability } from '@ecc/contracts/coaches'
import ICAL from 'ical.js'
import type { Page } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { groundOf } from './ground.ts'
import { mailsTo, mailWith } from './mailbox.ts'
import { cards, fillCard, logIn, pay } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

const newYork = 'America/New_York'
const change = nextTimeNewYorkPutsItsClockBack()
const sunday = change.toZonedDateTimeISO(newYork).toPlainDate()
/** Half past one by the summer's clock and, an hour later, by the winter's. */
const [first, second] = [iso(change.subtract({ minutes: 30 })), iso(change.add({ minutes: 30 }))]

journeys(
  'clock change',
  prepare,
  (given) => {
    it('shows both clocks as they are on each day, and a time that comes twice as two', async () => {
      const ada = await arrive(given(), given().ada, 'Europe/London')
      await ada.page.goto(`/coaches/${given().coach.id}`)
      await chooseDay(ada.page, sunday.subtract({ days: 1 }))
      expect(await timesOf(ada.page, /01:30/)).toEqual(['05:30 01:30 for Devon Clarke'])
      await ada.page.getByText('below each, the time in New York (GMT-4)').waitFor()
      expect(await ada.page.getByText(/^The clocks change on this day/).count()).toBe(0)
      await chooseDay(ada.page, sunday)
      expect(await timesOf(ada.page, /01:30/)).toEqual([
        '05:30 01:30 GMT-4 for Devon Clarke',
        '06:30 01:30 GMT-5 for Devon Clarke',
      ])
      await ada.page
        .getByText('The clocks change on this day: New York (GMT-4) becomes New York (GMT-5).', { exact: true })
        .waitFor()
      await ada.look('twice', { thorough: true })
      await chooseDay(ada.page, sunday.add({ days: 1 }))
      expect(await timesOf(ada.page, /01:30/)).toEqual(['06:30 01:30 for Devon Clarke'])
      await ada.page.getByText('below each, the time in New York (GMT-5)').waitFor()
    })

    it('books the first of the two, and then the second, for whoever reads them in which zone', async () => {
      const { ada, nick, coach, base } = given()
      const fromLondon = await arrive(given(), ada, 'Europe/London')
      await fromLondon.page.goto(`/coaches/${coach.id}`)
      await chooseDay(fromLondon.page, sunday)
      await fromLondon.page.getByRole('button', { name: '05:30 01:30 GMT-4 for Devon Clarke' }).click()
      await paidFor(fromLondon, '05:30 – 06:30', /01:30 GMT-4 for Devon Clarke/)

      const fromNewYork = await arrive(given(), nick, newYork, 'en-US')
      await fromNewYork.page.goto(`/coaches/${coach.id}`)
      await chooseDay(fromNewYork.page, sunday)
      expect(await timesOf(fromNewYork.page, /01:30/), 'the first is taken').toEqual(['01:30 AM EST'])
      await fromNewYork.page.getByRole('button', { name: '01:30 AM EST' }).click()
      await paidFor(fromNewYork, '01:30 AM EST – 02:30 AM')

      for (const [player, startsAt] of [
        [ada, first],
        [nick, second],
      ] as const) {
        const [booking] = (await player.call(listBookings, { query: {} })).items
        expect(booking).toMatchObject({ startsAt, state: 'confirmed' })
        for (const email of [player.email, coach.person.email]) {
          const uid = `${booking?.id}@esportcoachconnect`
          await eventually(() => calendarEntries(base, email)).toContainEqual({ uid, startsAt, minutes: 60 })
        }
      }
      const letter = await mailWith(base, coach.person.email, /Ada Keller/)
      expect(letter.text).toContain('1:30 AM (America/New_York, EDT) to 1:30 AM (America/New_York, EST)')
    })

    it('stands at the same minutes in the coach’s calendar and on the pages of both', async () => {
      const { ada, coach } = given()
      const devon = await arrive(given(), coach.person, newYork, 'en-US')
      await devon.page.goto('/coach/hours')
      const day = devon.page.locator(`li[data-date="${sunday.toString()}"]`)
      await day.getByRole('link', { name: 'Session 01:30 AM EDT – 01:30 AM EST' }).waitFor()
      await day.getByRole('link', { name: 'Session 01:30 AM EST – 02:30 AM' }).waitFor()
      await day.scrollIntoViewIfNeeded()
      await devon.look('coach-calendar')
      await day.getByRole('link', { name: 'Session 01:30 AM EDT – 01:30 AM EST' }).click()
      await devon.page.getByText(/, 01:30 AM EDT – 01:30 AM EST$/).waitFor()
      await devon.page.getByText(/, 05:30 AM for Ada Keller in London \(GMT(\+0)?\)/).waitFor()
      await devon.look('session-of-coach')

      const [booking] = (await ada.call(listBookings, { query: {} })).items
      const { startsAt } = await coach.person.call(getBooking, { params: { id: booking?.id ?? '' } })
      expect(startsAt).toBe(first)
      const london = await arrive(given(), ada, 'Europe/London')
      await london.page.goto(`/bookings/${booking?.id}`)
      await london.page.getByText(/, 05:30 – 06:30$/).waitFor()
      await london.page.getByText(/, 01:30 GMT-4 for Devon Clarke in New York \(GMT-4\)/).waitFor()
    })
  },
  { startsAt: iso(change.subtract({ hours: 3 * 24 - 3 })) },
)

/** From the hold to the confirmation, where the time stands as `range` and, in another zone, the coach's as `theirs`. */
async function paidFor({ page }: Visitor, range: string, theirs?: RegExp): Promise<void> {
  const stands = async () => {
    await page.getByRole('main').getByText(range).first().waitFor()
    if (theirs) await page.getByRole('main').getByText(theirs).first().waitFor()
  }
  await page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
  await stands()
  await fillCard(page, cards.good)
  await pay(page)
  await page.getByRole('heading', { name: 'You are booked' }).waitFor()
  await stands()
  await page.getByRole('button', { name: 'Add to calendar' }).waitFor()
}

/** The buttons of the day that is shown whose words fit, as they are read out. */
async function timesOf(page: Page, words: RegExp): Promise<string[]> {
  const buttons = page.getByRole('group', { name: 'Choose a time' }).getByRole('button', { name: words })
  await buttons.first().waitFor()
  const all = await buttons.all()
  return Promise.all(all.map(async (one) => (await one.getAttribute('aria-label')) ?? (await one.textContent()) ?? ''))
}

async function chooseDay(page: Page, date: Temporal.PlainDate): Promise<void> {
  const month = date.toLocaleString('en', { month: 'short' })
  const name = new RegExp(`\\b(${date.day} ${month}|${month} ${date.day}),`)
  await page.getByRole('group', { name: 'Choose a day' }).getByRole('button', { name }).click()
}

/** The sessions in the mails to somebody, as a calendar program reads them. */
async function calendarEntries(base: string, email: string) {
  const calendars = (await mailsTo(base, email)).flatMap(({ ics }) => ics ?? [])
  return calendars.map((ics) => {
    const entry = new ICAL.Component(ICAL.parse(ics)).getFirstSubcomponent('vevent')
    if (!entry) throw new Error(`no event in ${ics}`)
    const { uid, startDate, endDate } = new ICAL.Event(entry)
    const minutes = endDate.subtractDate(startDate).toSeconds() / 60
    return { uid, startsAt: startDate.toJSDate().toISOString(), minutes }
  })
}

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const devon = demoCoaches.find(({ zone }) => zone === newYork)
  if (!devon) throw new Error('no demo coach lives in New York')
  const coach = await joinAsCoach(ground, { ...devon, hours: { start: '00:00', end: '04:00' } })
  const { zone, weekly } = await coach.person.call(getAvailability)
  // Sessions may follow each other at once, so that both of the night's half past one can be booked.
  await coach.person.call(saveAvailability, {
    body: { zone, weekly, minNoticeMinutes: 60, stepMinutes: 30, bufferAfterMinutes: 0 },
  })
  const ada = await joinAsPlayer(stage, { email: 'ada@example.com', name: 'Ada Keller', zone: 'Europe/London' })
  const nick = await joinAsPlayer(stage, { email: 'nick@example.com', name: 'Nick Hart', zone: newYork })
  return { coach, ada, nick }
}

async function arrive(stage: Stage, { email }: DemoPerson, zone: string, locale = 'en-GB'): Promise<Visitor> {
  const visitor = await stage.visitor({ zone, locale })
  await logIn(visitor.page, { email, password })
  return visitor
}

/** Of this year or the next, whenever the journey is made. */
function nextTimeNewYorkPutsItsClockBack(): Temporal.Instant {
  let at = Temporal.Now.zonedDateTimeISO(newYork)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next) throw new Error('New York changes its clocks no more')
    if (next.offsetNanoseconds < at.offsetNanoseconds) return next.toInstant()
    at = next
  }
}

function iso(at: Temporal.Instant): string {
  return new Date(at.epochMilliseconds).toISOString()
}
