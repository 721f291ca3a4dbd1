/** Calendars, both ways: a player's sessions in a calendar of theirs, and a coach's calendar in their hours. */
import { createServer } from 'node:http'
import { cancelBooking } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import ICAL from 'ical.js'
import type { Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { bookSession } from '../../apps/server/src/demo/living.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { logIn } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const hourMs = 3_600_000
let feed = ''
const elsewhere = createServer((request, response) => {
  if (request.url !== '/mina.ics') response.writeHead(404)
  response.end(feed)
})
afterAll(() => {
  elsewhere.close()
})

journeys(
  'calendar-feed',
  prepare,
  (given) => {
    it('shows sessions in a subscribed calendar through booking and cancelling, until the address ends', async () => {
      const { player, coach } = given()
      const ada = await given().visitor()
      await logIn(ada.page, { email: player.email, password })
      await ada.page.goto('/bookings')
      await ada.look('my-sessions-without-feed')
      await ada.page.getByRole('button', { name: 'Get an address' }).click()
      const address = ada.page.getByLabel('Address of your calendar')
      const url = await address.inputValue()
      await ada.look('feed-address')
      const webcal = await ada.page.getByRole('link', { name: 'Open in a calendar app' }).getAttribute('href')
      expect(webcal).toBe(url.replace('http:', 'webcal:'))
      const first = await read(url)
      expect(first).toMatchObject({ status: 200, events: [] })
      expect(await read(url, first.etag)).toMatchObject({ status: 304 })

      const booking = await bookSession(given(), player, coach, 26 * 60)
      await eventually(async () => (await read(url)).events.length).toBe(1)
      const booked = (await read(url)).events[0]
      expect(booked).toMatchObject({
        uid: `${booking.id}@esportcoachconnect`,
        status: 'CONFIRMED',
        starts: Date.parse(booking.startsAt),
      })
      await player.call(cancelBooking, { params: { id: booking.id }, body: {} })
      await eventually(async () => (await read(url)).events[0]?.status).toBe('CANCELLED')
      const cancelled = (await read(url)).events[0]
      expect(cancelled?.uid).toBe(booked?.uid)
      expect(cancelled?.sequence).toBeGreaterThan(booked?.sequence ?? Number.POSITIVE_INFINITY)

      await ada.page.goto('/settings')
      await ada.page.getByRole('button', { name: 'Replace the address' }).click()
      await ada.look('feed-replace')
      await ada.page.getByRole('button', { name: 'Replace it' }).click()
      const second = await address.inputValue()
      expect([(await read(url)).status, (await read(second)).status]).toEqual([404, 200])
      await ada.look('settings-with-feed')
      await ada.page.getByRole('button', { name: 'End it' }).click()
      await ada.page.getByRole('dialog').getByRole('button', { name: 'End it' }).click()
      await ada.page.getByRole('button', { name: 'Get an address' }).waitFor()
      expect((await read(second)).status).toBe(404)
    })

    it('takes a coach’s own calendar out of their hours, and says when it cannot be read', async () => {
      const { coach, base, calendars, now } = given()
      const start = Math.ceil((now() + 24 * hourMs) / (24 * hourMs)) * 24 * hourMs
      feed = calendarOf(start, start + 24 * hourMs)
      const mina = await given().visitor()
      const { page } = mina
      await logIn(page, { email: coach.person.email, password })
      await page.goto('/coach/hours')
      await page.getByText('Add the calendar you live by').waitFor()
      const freeThen = async () => {
        const query = { offerId: coach.offerId, from: iso(start), to: iso(start + 24 * hourMs) }
        return (await coach.person.call(listSlots, { params: { id: coach.id }, query })).items.length
      }
      expect(await freeThen()).toBeGreaterThan(0)
      await add(page, `${calendars}/mina.ics`, 'Family', mina)
      await page.getByText('1 event takes time in the coming weeks.').waitFor()
      await page.getByText('Up to date').waitFor()
      expect(await freeThen()).toBe(0)

      await add(page, `${calendars}/gone.ics`, 'Team')
      await page.getByText('There is no feed at that address (404)').waitFor()
      await mina.look('coach-calendars', { thorough: true })
      await page.getByRole('button', { name: 'Pause Family' }).click()
      await page.getByText('It is not read, and takes no time.').waitFor()
      expect(await freeThen()).toBeGreaterThan(0)
      await page.getByRole('button', { name: 'Rename Team' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('Club')
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
      await page.getByRole('button', { name: 'Delete Club' }).click()
      await page.getByRole('button', { name: 'Delete it' }).click()
      await page.getByText('There is no feed at that address (404)').waitFor({ state: 'detached' })
      expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ status: 'up' })
    })
  },
  { env: { CALENDAR_LOCAL_FEEDS: 'true' } },
)

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const coach = await joinAsCoach(ground, firstCoach)
  const player = await joinAsPlayer(stage, { email: 'ada@example.com', name: 'Ada Keller', zone: demoAdmin.zone })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  const { port } = elsewhere.address() as { port: number }
  return { coach, player, calendars: `http://127.0.0.1:${port}` }
}

/** A feed as a calendar program sees it. */
async function read(url: string, etag?: string) {
  const response = await fetch(url, { headers: etag ? { 'if-none-match': etag } : {} })
  const text = await response.text()
  const calendar = response.status === 200 ? new ICAL.Component(ICAL.parse(text)) : undefined
  const events = (calendar?.getAllSubcomponents('vevent') ?? []).map((component) => {
    const event = new ICAL.Event(component)
    return {
      uid: event.uid,
      sequence: event.sequence,
      status: component.getFirstPropertyValue('status'),
      starts: event.startDate.toJSDate().getTime(),
    }
  })
  return { status: response.status, etag: response.headers.get('etag') ?? undefined, events }
}

async function add(page: Page, address: string, name: string, looking?: { look(name: string): Promise<void> }) {
  await page.getByRole('button', { name: 'Add a calendar' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address of its iCalendar feed').fill(address)
  await dialog.getByLabel('Name').fill(name)
  await looking?.look('coach-calendars-add')
  await dialog.getByRole('button', { name: 'Add a calendar' }).click()
  await dialog.waitFor({ state: 'detached' })
}

const iso = (ms: number) => new Date(ms).toISOString()
const basic = (ms: number) => `${iso(ms).slice(0, 19).replaceAll(/[-:]/g, '')}Z`

function calendarOf(start: number, end: number): string {
  const event = ['BEGIN:VEVENT', 'UID:trip@example.com', `DTSTART:${basic(start)}`, `DTEND:${basic(end)}`, 'END:VEVENT']
  return ['BEGIN:VCALENDAR', ...event, 'END:VCALENDAR', ''].join('\r\n')
}
