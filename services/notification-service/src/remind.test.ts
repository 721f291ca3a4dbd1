import { type BookingRecord, bookingCancelled, bookingConfirmed, bookingRescheduled } from '@ecc/contracts/bookings'
import { listNotices } from '@ecc/contracts/notifications'
import { aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { remind } from './remind.ts'
import { cancelled, moved, notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeEach(async () => {
  t = await notificationService()
})
afterEach(() => t.close())

const remindersOf = async (id: string) =>
  (await t.call(listNotices, {}, { as: aPlayer(id) })).items.filter((one) => one.kind === 'reminder')

it('reminds both sides 24 h, 1 h and 10 min before, in the app and by mail', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T16:59:00Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(0)
  await t.clock.set('2027-03-01T17:00:05Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
  await t.clock.set('2027-03-02T16:00:05Z')
  await t.clock.set('2027-03-02T16:50:05Z')
  expect((await remindersOf(booking.coachId)).map((one) => one.title)).toEqual([
    'Aim training with Pia Player starts in ten minutes',
    'Aim training with Pia Player starts in one hour',
    'Aim training with Pia Player starts tomorrow',
  ])
  expect((await remindersOf(booking.coachId))[0]?.link).toBe(`/bookings/${booking.id}/lobby`)
  const subjects = (await t.mailsTo(`${booking.playerId}@example.com`)).map((mail) => mail.subject)
  expect(subjects).toEqual([
    'In ten minutes: Aim training with Cory Coach',
    'In one hour: Aim training with Cory Coach',
    'Tomorrow: Aim training with Cory Coach',
    'Confirmed: Aim training with Cory Coach',
  ])
})

it('plans only the reminders that still lie ahead', async () => {
  const booking = t.booking({ startsAt: '2027-03-01T12:40:00.000Z', endsAt: '2027-03-01T13:40:00.000Z' })
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T13:00:00Z')
  expect(await remindersOf(booking.playerId)).toEqual([])
  const late = t.booking({ startsAt: '2027-03-01T13:40:00.000Z', endsAt: '2027-03-01T14:40:00.000Z' })
  await t.deliver(bookingConfirmed, late)
  await t.clock.set('2027-03-01T13:30:05Z')
  expect(await remindersOf(late.playerId)).toMatchObject([{ title: expect.stringContaining('in ten minutes') }])
})

it('reminds nobody of a cancelled session', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.deliver(bookingCancelled, cancelled(booking))
  await t.clock.set('2027-03-02T16:55:00Z')
  expect(await remindersOf(booking.playerId)).toEqual([])
})

it('reminds nobody of a session that is off, though the news has not come yet', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  t.booking(cancelled(booking)) // session-service knows, its event is still on the way
  await t.clock.set('2027-03-01T17:00:05Z')
  expect(await remindersOf(booking.playerId)).toEqual([])
})

it('tells a reminder once, even when its job runs again', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T17:00:05Z')
  await Promise.all([1, 2].map(() => remind.run({ bookingId: booking.id, leadMinutes: 1440 }, t.ctx)))
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
  expect(await t.mailsTo(`${booking.playerId}@example.com`)).toHaveLength(2)
})

it('after an outage tells only the nearest reminder, and none once the session has begun', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-02T16:30:00Z') // both the 24 h and the 1 h reminder are due now
  expect(await remindersOf(booking.playerId)).toMatchObject([{ title: expect.stringContaining('in one hour') }])
  await t.clock.set('2027-03-02T17:00:01Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
})

it('keeps reminders in the app for whoever wants none by mail', async () => {
  const preferences = { theme: 'system', hourCycle: '24h', emailReminders: false, emailUpdates: true } as const
  const player = t.person({ preferences })
  const booking = t.booking({ playerId: player.id })
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T17:00:05Z')
  expect(await remindersOf(player.id)).toHaveLength(1)
  expect((await t.mailsTo(player.email)).map((mail) => mail.subject)).toEqual([
    'Confirmed: Aim training with Cory Coach',
  ])
})

it('moves with the session: not for the old time, and again for the new one where its time is still ahead', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T17:00:05Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
  await t.deliver(bookingRescheduled, moved(booking, '2027-03-04T17:00:00.000Z', '2027-03-01T17:00:05.000Z'))
  await t.clock.set('2027-03-02T16:55:00Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
  await t.clock.set('2027-03-03T17:00:05Z')
  expect(await remindersOf(booking.playerId)).toMatchObject([
    { title: expect.stringContaining('tomorrow'), body: expect.stringContaining('March 4') },
    { title: expect.stringContaining('tomorrow'), body: expect.stringContaining('March 2') },
  ])
})

it('comes earlier for a session that was moved to an earlier time, without the lead that had passed when it was agreed', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T16:50:00Z')
  await t.deliver(bookingRescheduled, moved(booking, '2027-03-02T16:40:00.000Z', '2027-03-01T16:50:00.000Z'))
  await t.clock.set('2027-03-01T17:00:05Z') // the old time's "tomorrow"
  expect(await remindersOf(booking.playerId)).toEqual([])
  await t.clock.set('2027-03-02T15:40:05Z')
  expect(await remindersOf(booking.playerId)).toMatchObject([{ title: expect.stringContaining('in one hour') }])
})

it('is told when it became due while the news of its session was on the way', async () => {
  const booking = t.booking({ confirmedAt: '2027-03-01T12:00:00.000Z' })
  await t.clock.set('2027-03-01T18:00:00Z')
  await t.deliver(bookingConfirmed, booking)
  await t.settle()
  expect(await remindersOf(booking.playerId)).toMatchObject([{ title: expect.stringContaining('tomorrow') }])
})

describe('whatever happens to a session', () => {
  const minutes = fc.integer({ min: 1, max: 2_000 })
  const step = fc.oneof(
    // Time passes with nothing running, as while the process is down; then everything that is due runs.
    { weight: 2, arbitrary: fc.record({ does: fc.constant('pass'), minutes }) },
    {
      weight: 4,
      arbitrary: fc.record({ does: fc.constant('near'), minutes: fc.constantFrom(1500, 1400, 70, 40, 15, 5) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constant('move'), minutes, newsTakes: fc.constantFrom(0, 0, 7, 90) }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('again') }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('cancel') }) },
  )

  it('every reminder that is told is right, and none is missing', async () => {
    const history = fc.record({ startsIn: minutes, steps: fc.array(step as fc.Arbitrary<Step>, { maxLength: 7 }) })
    await fc.assert(
      fc.asyncProperty(history, async ({ startsIn, steps }) => {
        const { told, required, allowed } = await live(startsIn, steps)
        expect(new Set(told).size).toBe(told.length)
        expect(allowed).toEqual(expect.arrayContaining(told))
        expect(told).toEqual(expect.arrayContaining(required))
      }),
      { numRuns: 40 },
    )
  }, 120_000)
})

interface Step {
  does: 'pass' | 'near' | 'move' | 'again' | 'cancel'
  minutes: number
  newsTakes: number
}

/** A time that was agreed, and from when until when this service knew it as the session's. */
interface Agreement {
  startsAt: string
  agreedAt: number
  knownFrom: number
  knownUntil: number
}

/** Lives a history through, and says which reminders were told, which had to be, and which could be. */
async function live(startsIn: number, steps: readonly Step[]) {
  const nowMs = () => t.clock.now().getTime()
  const inMinutes = (count: number) => new Date(nowMs() + count * 60_000).toISOString()
  const startsAt = inMinutes(startsIn)
  let booking: BookingRecord = t.booking({ startsAt, endsAt: inMinutes(startsIn + 60), confirmedAt: inMinutes(0) })
  const agreements: Agreement[] = []
  /** From when to when everything that was due ran. */
  const looks: [number, number][] = []
  const look = async (work: () => Promise<unknown>) => {
    await work()
    const from = nowMs()
    await t.settle()
    looks.push([from, nowMs()])
  }
  const learn = async (known: Pick<Agreement, 'startsAt' | 'agreedAt'> | null, tell: () => Promise<void>) => {
    const last = agreements.at(-1)
    await look(async () => {
      if (last) last.knownUntil = Math.min(last.knownUntil, nowMs())
      await tell()
      if (known) agreements.push({ ...known, knownFrom: nowMs(), knownUntil: Number.POSITIVE_INFINITY })
    })
  }
  await learn({ startsAt, agreedAt: nowMs() }, () => t.deliver(bookingConfirmed, booking))
  for (const { does, minutes, newsTakes } of steps) {
    const isOver = booking.state === 'cancelled' || Date.parse(booking.startsAt) <= nowMs()
    if (does === 'pass') await look(() => t.clock.advance({ minutes }))
    const ahead = (Date.parse(booking.startsAt) - nowMs()) / 60_000 - minutes
    if (does === 'near' && ahead > 0) await look(() => t.clock.advance({ minutes: ahead }))
    if (does === 'again')
      await look(() =>
        Promise.all([
          t.deliver(bookingConfirmed, booking.state === 'cancelled' ? { ...booking, sequence: 1 } : booking),
          ...leads.map((leadMinutes) => remind.run({ bookingId: booking.id, leadMinutes }, t.ctx)),
        ]),
      )
    if (does === 'move' && !isOver) {
      const agreedAt = new Date(nowMs()).toISOString()
      const event = moved(booking, inMinutes(minutes), agreedAt)
      if (newsTakes > 0) await look(() => t.clock.advance({ minutes: newsTakes }))
      const { moved: _, ...record } = event
      booking = record
      await learn({ startsAt: booking.startsAt, agreedAt: Date.parse(agreedAt) }, () =>
        t.deliver(bookingRescheduled, event),
      )
    }
    if (does === 'cancel' && !isOver) {
      booking = cancelled(booking)
      await learn(null, () => t.deliver(bookingCancelled, booking))
    }
  }
  await look(() => t.clock.advance({ minutes: 2_200 }))
  const reminders = await t.sql<{ key: string }>`
    select key from notices where user_id = ${booking.playerId} and kind = 'reminder'`
  return { told: reminders.map(({ key }) => key.split(`${booking.id}:`)[1] as string), ...expected(agreements, looks) }
}

const leads = [1440, 60, 10]

function expected(agreements: readonly Agreement[], looks: readonly [number, number][]) {
  const required: string[] = []
  const allowed: string[] = []
  for (const { startsAt, agreedAt, knownFrom, knownUntil } of agreements)
    for (const [i, lead] of leads.entries()) {
      const from = Date.parse(startsAt) - lead * 60_000
      const until = Date.parse(startsAt) - (leads[i + 1] ?? 0) * 60_000
      if (from <= agreedAt) continue
      const name = `${startsAt}:${lead}`
      if (looks.some(([a, b]) => Math.max(from, knownFrom) <= a && b < Math.min(until, knownUntil))) required.push(name)
      if (looks.some(([a, b]) => from <= b && a < until && b >= knownFrom && a <= knownUntil)) allowed.push(name)
    }
  return { required, allowed }
}
