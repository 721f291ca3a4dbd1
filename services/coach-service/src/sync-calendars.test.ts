import { createServer, type ServerResponse } from 'node:http'
import { notBookable } from '@ecc/contracts/bookings'
import { listSlots, quoteSlot, saveAvailability, searchCoaches } from '@ecc/contracts/coaches'
import {
  addExternalCalendar,
  badCalendarAddress,
  calendarKnown,
  calendarNotFound,
  deleteExternalCalendar,
  externalCalendarFailing,
  listExternalCalendars,
  maxExternalCalendars,
  syncExternalCalendar,
  tooManyCalendars,
  updateExternalCalendar,
} from '@ecc/contracts/external-calendars'
import type { Ground } from '@ecc/kit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { resources } from './config.ts'
import { syncCalendars } from './sync-calendars.ts'
import { at, coachService, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
let coach: MadeCoach
let requests: { path: string; etag: string | undefined }[] = []
let answer: (path: string, response: ServerResponse) => void
let address = ''
const server = createServer((request, response) => {
  const path = request.url ?? ''
  requests.push({ path, etag: request.headers['if-none-match'] })
  answer(path, response)
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  t = await coachService({ CALENDAR_LOCAL_FEEDS: 'true' })
})
beforeEach(async () => {
  await t.sql`delete from external_calendars`
  requests = []
  coach = await t.coach()
})
afterAll(async () => {
  await t.close()
  server.close()
})

const feed = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    ...events.flatMap((lines, i) => ['BEGIN:VEVENT', `UID:${i}`, ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n')
const oneHour = (start: string) => [`DTSTART:${start}`, 'DURATION:PT1H']
const sends = (text: string, headers: Record<string, string> = {}) => {
  answer = (_, response) => response.writeHead(200, headers).end(text)
}
const addOnly = (path: string, name = 'Family') =>
  t.call(addExternalCalendar, { body: { url: address + path, name } }, { as: coach.caller })
const add = async (path: string, name?: string) => {
  const calendar = await addOnly(path, name)
  await t.settle()
  return calendar
}
const calendars = async () => (await t.call(listExternalCalendars, {}, { as: coach.caller })).items
const only = async () => (await calendars())[0]
const day = { from: at('2027-03-02T00:00'), to: at('2027-03-03T00:00') }
const starts = async () => {
  const query = { offerId: coach.offer.id, ...day }
  return (await t.call(listSlots, { params: { id: coach.id }, query })).items.map(({ startsAt }) =>
    startsAt.slice(11, 16),
  )
}
const isFree = async (from: string, to: string) =>
  (await t.call(searchCoaches, { query: { freeFrom: at(from), freeTo: at(to) } })).items.some(
    ({ id }) => id === coach.id,
  )
/** Lets the minute's job run as if so much time had passed. */
const syncAfter = async (minutes: number) => {
  t.skipTime(minutes)
  await syncCalendars.run({}, t.ctx)
  await t.settle() // the minute may really have turned meanwhile, and its job have been first
}

describe('an external calendar', () => {
  it('takes its times out of slots, search and quotes, with the breaks around a session', async () => {
    expect(await isFree('2027-03-02T12:00', '2027-03-02T12:30')).toBe(true)
    sends(feed(oneHour('20270302T120000Z'), ['DTSTART;VALUE=DATE:20270303', 'TRANSP:TRANSPARENT']))
    const added = await add('/a.ics')
    expect(added).toMatchObject({ name: 'Family', host: address.slice(7), lastSyncAt: null, eventCount: 0 })
    expect(await only()).toMatchObject({ id: added.id, eventCount: 1, unreadCount: 0, failures: 0, lastError: null })
    // 10:30 to 11:30 would be followed by a break of ten minutes and still fits; 11:00 does not.
    expect(await starts()).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '13:00',
      '13:30',
      '14:00',
      '14:30',
      '15:00',
      '15:30',
      '16:00',
    ])
    expect(await isFree('2027-03-02T12:00', '2027-03-02T12:30')).toBe(false)
    const quote = (startsAt: string) => t.call(quoteSlot, { body: { offerId: coach.offer.id, startsAt: at(startsAt) } })
    for (const taken of ['2027-03-02T11:00', '2027-03-02T11:30', '2027-03-02T12:30'])
      await expect(quote(taken)).rejects.toMatchObject({
        code: notBookable.code,
        detail: 'The coach is not free then.',
        extra: { reason: 'busy' },
      })
    await expect(quote('2027-03-02T13:00')).resolves.toBeDefined()
  })

  it('gives its times back when it is paused or deleted, and takes them again when it goes on', async () => {
    sends(feed(oneHour('20270302T120000Z')), { etag: '"v1"' })
    const { id } = await add('/a.ics')
    const change = (paused: boolean) =>
      t.call(updateExternalCalendar, { params: { id }, body: { paused, name: 'Team' } }, { as: coach.caller })
    expect(await change(true)).toMatchObject({ name: 'Team', paused: true, nextSyncAt: null, eventCount: 0 })
    expect(await starts()).toContain('12:00')
    expect(await isFree('2027-03-02T12:00', '2027-03-02T12:30')).toBe(true)
    requests = []
    await syncAfter(60)
    expect(requests).toEqual([])
    await change(false)
    await t.settle()
    expect(requests).toEqual([{ path: '/a.ics', etag: undefined }])
    expect(await starts()).not.toContain('12:00')
    await t.call(deleteExternalCalendar, { params: { id } }, { as: coach.caller })
    expect(await starts()).toContain('12:00')
    expect(await isFree('2027-03-02T12:00', '2027-03-02T12:30')).toBe(true)
  })

  it('is one thing per coach and address, of another scheme or not at all refused, and at most ten', async () => {
    sends(feed())
    await addOnly('/a.ics')
    await expect(addOnly('/a.ics', 'Again')).rejects.toSatisfy(calendarKnown.is)
    const odd = t.call(addExternalCalendar, { body: { url: 'ftp://example.com/a', name: 'Odd' } }, { as: coach.caller })
    await expect(odd).rejects.toSatisfy(badCalendarAddress.is)
    for (let i = 1; i < maxExternalCalendars; i++) await addOnly(`/${i}.ics`)
    await expect(addOnly('/more.ics')).rejects.toSatisfy(tooManyCalendars.is)
  })

  it('is nothing to other coaches', async () => {
    sends(feed(oneHour('20270302T120000Z')))
    const { id } = await add('/a.ics')
    const as = (await t.coach()).caller
    const tries = [
      () => t.call(updateExternalCalendar, { params: { id }, body: { paused: true } }, { as }),
      () => t.call(syncExternalCalendar, { params: { id } }, { as }),
      () => t.call(deleteExternalCalendar, { params: { id } }, { as }),
    ]
    for (const one of tries) await expect(one()).rejects.toSatisfy(calendarNotFound.is)
    expect((await t.call(listExternalCalendars, {}, { as })).items).toEqual([])
    expect(await only()).toMatchObject({ id, paused: false })
  })

  it('never shows its whole address', async () => {
    sends(feed())
    const added = await add('/private-4f1c9d/basic.ics')
    expect(JSON.stringify([added, await calendars()])).not.toContain('4f1c9d')
  })
})

describe('a sync', () => {
  it('that its process dies over is done again by another, two minutes later', async () => {
    sends(feed(oneHour('20270302T120000Z')))
    const { id } = await addOnly('/a.ics')
    await t.settle()
    const now = t.clock.now()
    await t.sql`
      update external_calendars set next_sync_at = ${now}, taken_until = ${new Date(now.getTime() + 120_000)} where id = ${id}`
    requests = []
    await syncAfter(1)
    expect(requests).toEqual([])
    await syncAfter(1.5)
    expect(requests).toHaveLength(1)
  })

  it('comes by itself every ten minutes or so, and asks only whether something changed', async () => {
    sends(feed(oneHour('20270302T120000Z')), { etag: '"v1"' })
    await add('/a.ics')
    await syncAfter(5)
    expect(requests).toHaveLength(1)
    answer = (_, response) => response.writeHead(304).end()
    await syncAfter(7)
    expect(requests.at(-1)).toEqual({ path: '/a.ics', etag: '"v1"' })
    expect(await starts()).not.toContain('12:00')
    expect(await only()).toMatchObject({ eventCount: 1, failures: 0 })
  })

  it('replaces the times as a whole, also when asked for now', async () => {
    sends(feed(oneHour('20270302T120000Z'), oneHour('20270302T140000Z')))
    const { id } = await add('/a.ics')
    sends(feed(oneHour('20270302T150000Z'), oneHour('20270302T140000Z')))
    const asked = await t.call(syncExternalCalendar, { params: { id } }, { as: coach.caller })
    expect(asked.lastTryAt).not.toBeNull()
    await t.settle()
    expect(await starts()).toEqual(['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30', '16:00'])
  })

  it('reads an unchanged feed again when the coach moved to another zone, and when the horizon comes to its end', async () => {
    sends(feed(['DTSTART:20270302T120000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY']), { etag: '"v1"' })
    await add('/a.ics')
    const weekly = Array.from({ length: 7 }, (_, weekday) => ({ day: weekday, start: '00:00', end: '24:00' }))
    await t.call(saveAvailability, { body: { zone: 'America/New_York', weekly } }, { as: coach.caller })
    await syncAfter(12)
    expect(requests.at(-1)?.etag).toBeUndefined()
    expect(await starts()).not.toContain('17:00')
    expect(await starts()).toContain('12:00')
    await syncAfter(12)
    expect(requests.at(-1)?.etag).toBe('"v1"')
    await syncAfter(8 * 24 * 60)
    expect(requests.at(-1)?.etag).toBeUndefined()
    t.skipTime(-8 * 24 * 60)
  })

  it('that fails keeps the last good times, says why, waits ever longer, and tells the coach once', async () => {
    sends(feed(oneHour('20270302T120000Z')))
    const { id } = await add('/a.ics', 'Family')
    answer = (_, response) => response.writeHead(404).end()
    const waits: number[] = []
    for (let i = 0; i < 6; i++) {
      await t.sql`update external_calendars set next_sync_at = ${t.clock.now()} where id = ${id}`
      await syncCalendars.run({}, t.ctx)
      const { nextSyncAt } = (await only()) ?? {}
      waits.push(Math.round((Date.parse(nextSyncAt ?? '') - t.clock.now().getTime()) / 60_000))
    }
    expect(await only()).toMatchObject({
      failures: 6,
      lastError: 'There is no feed at that address (404)',
      eventCount: 1,
    })
    expect(await starts()).not.toContain('12:00')
    for (const [i, minutes] of [10, 20, 40, 80, 160, 320].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(minutes * 0.89)
      expect(waits[i]).toBeLessThanOrEqual(minutes * 1.11)
    }
    const told = (await t.emitted(externalCalendarFailing)).filter(({ calendarId }) => calendarId === id)
    expect(told).toMatchObject([{ coachId: coach.id, name: 'Family', error: 'There is no feed at that address (404)' }])
    expect(JSON.stringify(told)).not.toContain('a.ics')
    sends(feed())
    await syncAfter(400)
    expect(await only()).toMatchObject({ failures: 0, lastError: null, eventCount: 0 })
    t.skipTime(-400)
  })

  it('of what is no feed fails and changes nothing', async () => {
    sends(feed(oneHour('20270302T120000Z')))
    await add('/a.ics')
    sends('<!doctype html>')
    await syncAfter(12)
    expect(await only()).toMatchObject({ failures: 1, lastError: 'What is at that address is not a calendar feed' })
    expect(await starts()).not.toContain('12:00')
  })

  it('takes those first that are due longest', async () => {
    const ids = await addFour()
    const single = { ...t.ctx, config: { ...t.ctx.config, CALENDAR_SYNC_CONCURRENCY: 1 } }
    await makeDue(ids.toReversed())
    await syncCalendars.run({}, single)
    expect(requests.map(({ path }) => path)).toEqual(['/4.ics', '/3.ics', '/2.ics', '/1.ics'])
  })

  it('in two processes at once never takes the same', async () => {
    await makeDue(await addFour())
    await Promise.all([syncCalendars.run({}, t.ctx), syncCalendars.run({}, t.ctx)])
    expect(requests.map(({ path }) => path).sort()).toEqual(['/1.ics', '/2.ics', '/3.ics', '/4.ics'])
  })

  /** Four calendars that answer 304, since this is about whose turn it is. */
  async function addFour(): Promise<string[]> {
    sends(feed(), { etag: '"v1"' })
    const ids: string[] = []
    for (const path of ['/1.ics', '/2.ics', '/3.ics', '/4.ics']) ids.push((await addOnly(path)).id)
    await t.settle()
    answer = (_, response) => response.writeHead(304).end()
    return ids
  }
  async function makeDue(ids: string[]): Promise<void> {
    for (const [i, id] of ids.entries())
      await t.sql`
        update external_calendars set next_sync_at = ${new Date(t.clock.now().getTime() - (9 - i) * 1000)} where id = ${id}`
    requests = []
  }
})

it('reaches no machine inside, unless a developer allows it', async () => {
  const strict = await coachService()
  const inside = await strict.readyCoach()
  const asked = (url: string) =>
    strict.call(addExternalCalendar, { body: { url, name: 'Inside' } }, { as: inside.caller })
  await expect(asked(`${address}/a.ics`)).rejects.toSatisfy(badCalendarAddress.is)
  requests = []
  await asked(address.replace('http:', 'https:'))
  await strict.settle()
  const [calendar] = (await strict.call(listExternalCalendars, {}, { as: inside.caller })).items
  expect(calendar?.lastError).toBe('The address leads to a machine that is not on the public internet')
  expect(requests).toEqual([])
  await strict.close()
})

it('lets no production start in which coaches reach machines inside', async () => {
  const opening = (production: boolean) =>
    resources({ config: { ...t.ctx.config, CALENDAR_LOCAL_FEEDS: true }, ground: { ...({} as Ground), production } })
  await expect(opening(true)).rejects.toThrow('CALENDAR_LOCAL_FEEDS')
  await expect(opening(false)).resolves.toBeDefined()
})
