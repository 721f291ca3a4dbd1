import { claimGuarantee, repeatSession } from '@ecc/contracts/aftermath'
import { transitions } from '@ecc/contracts/booking-states'
import { type BookingRecord, cancelBooking, confirmCompletion, getBooking } from '@ecc/contracts/bookings'
import { ProblemError } from '@ecc/contracts/define'
import { acceptDispute, answerDispute, openDispute, ruleDispute, withdrawDispute } from '@ecc/contracts/disputes'
import { plusMinutes } from '@ecc/kit'
import { aCoach, anAdmin, aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Meeting, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeAll(async () => {
  t = await sessionService()
})
afterAll(() => t.close())

const words = 'Whatever happens, it is told.'
const side = fc.constantFrom('player' as const, 'coach' as const, 'admin' as const)
const remedy = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map((percent) => ({ kind: 'refund' as const, percent })),
  fc.constantFrom({ kind: 'release' as const, percent: 0 }, { kind: 'reschedule' as const, percent: 0 }),
)
const action = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 3_000 }).map((minutes) => ({ do: 'wait' as const, minutes })) },
  fc.constant({ do: 'toTheEnd' as const }),
  fc.constant({ do: 'intoIt' as const }),
  side.map((by) => ({ do: 'cancel' as const, by })),
  fc.tuple(side, remedy).map(([by, asked]) => ({ do: 'dispute' as const, by, asked })),
  fc.tuple(side, fc.constantFrom('answer' as const, 'accept' as const, 'withdraw' as const)).map(([by, what]) => ({
    do: 'say' as const,
    by,
    what,
  })),
  fc.constantFrom({ do: 'confirm' as const }, { do: 'repeat' as const }, { do: 'claim' as const }),
  remedy.map((ruled) => ({ do: 'rule' as const, ruled })),
)
const minute = fc.integer({ min: 0, max: 60 })
const stay = fc.tuple(minute, minute).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const meeting: fc.Arbitrary<Meeting> = fc.oneof(
  fc.record({ player: fc.array(stay, { maxLength: 2 }), coach: fc.array(stay, { maxLength: 2 }) }),
  fc.constantFrom<Meeting>({ player: [[0, 60]], coach: [[0, 60]] }, { coach: [[0, 60]] }, { player: [[0, 60]] }),
)
const life = fc.record({
  amount: fc.integer({ min: 1, max: 50_000 }),
  policy: fc.constantFrom('flexible' as const, 'standard' as const, 'strict' as const),
  meeting,
  actions: fc.array(action, { minLength: 2, maxLength: 9 }),
})
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

it('a booking never leaves the table, gets its money shared out once and in full, and does what it showed', async () => {
  await fc.assert(
    fc.asyncProperty(life, async ({ amount, policy, meeting, actions }) => {
      const people = { player: aPlayer(), coach: aCoach(), admin: anAdmin() }
      const offer = t.offer({ coachId: people.coach.userId, price: { amount, currency: 'EUR' }, policy })
      const startsAt = onGrid(plusMinutes(t.clock.now(), 3 * 24 * 60))
      const booking = await t.confirm(people.player, { offer, startsAt })
      t.meet(booking.id, meeting)
      for (const one of actions) await act(booking, people, one)
      // What falls due in the first jump may begin another wait, as for a new time that was ruled.
      for (const days of [12, 12]) await t.clock.advance({ days })
      await check(booking, people.player)
    }),
    { numRuns: 25 },
  )
}, 120_000)

/** The next start that the faked coaches offer. */
const onGrid = (from: Date) => new Date(Math.ceil(from.getTime() / 900_000) * 900_000).toISOString()

interface People {
  player: ReturnType<typeof aPlayer>
  coach: ReturnType<typeof aPlayer>
  admin: ReturnType<typeof aPlayer>
}

async function act(booking: BookingRecord, people: People, action: Action): Promise<void> {
  const params = { id: booking.id }
  const { player } = people
  const seen = await t.call(getBooking, { params }, { as: player })
  switch (action.do) {
    case 'wait':
      return t.clock.advance({ minutes: action.minutes })
    case 'intoIt':
      if (t.clock.now() < new Date(seen.startsAt)) await t.clock.set(plusMinutes(seen.startsAt, 11).toISOString())
      return
    case 'toTheEnd':
      if (t.clock.now() < new Date(seen.endsAt)) await t.clock.set(seen.endsAt)
      return
    case 'cancel': {
      const shown = (await t.call(getBooking, { params }, { as: people[action.by] })).cancelEffect
      const done = await orRefused(t.call(cancelBooking, { params, body: {} }, { as: people[action.by] }))
      if (seen.state === 'cancelled') return
      expect(done !== undefined).toBe(shown.allowed)
      if (done) expect(done.cancellation?.refund).toEqual(shown.refund)
      return
    }
    case 'dispute': {
      const body = { reason: 'something_else' as const, words, asked: action.asked }
      return void (await orRefused(t.call(openDispute, { params, body }, { as: people[action.by] })))
    }
    case 'say': {
      const as = people[action.by]
      if (action.what === 'answer')
        return void (await orRefused(t.call(answerDispute, { params, body: { words } }, { as })))
      const route = action.what === 'accept' ? acceptDispute : withdrawDispute
      return void (await orRefused(t.call(route, { params, body: {} }, { as })))
    }
    case 'confirm':
      return void (await orRefused(t.call(confirmCompletion, { params, body: {} }, { as: player })))
    case 'claim':
      return void (await orRefused(t.call(claimGuarantee, { params, body: {} }, { as: player })))
    case 'repeat': {
      const startsAt = onGrid(plusMinutes(t.clock.now(), 24 * 60))
      return void (await orRefused(t.call(repeatSession, { params, body: { startsAt } }, { as: player })))
    }
    case 'rule': {
      const body = { remedy: action.ruled, words }
      return void (await orRefused(t.call(ruleDispute, { params, body }, { as: people.admin })))
    }
  }
}

async function orRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return undefined
    throw error
  }
}

async function check({ id, price }: BookingRecord, as: ReturnType<typeof aPlayer>): Promise<void> {
  const { state, history } = await t.call(getBooking, { params: { id } }, { as })
  for (const [index, { from, to }] of history.entries()) {
    expect(from).toBe(history[index - 1]?.to ?? null)
    const known = Object.values(transitions).some(
      (one) => (one.from as readonly unknown[]).includes(from) && one.to === to,
    )
    expect([from, to, index === 0 || known]).toEqual([from, to, true])
  }
  const moved = history.flatMap(({ money }) => money ?? [])
  expect([state, moved.length]).toEqual([state, state === 'disputed' ? 0 : 1])
  for (const { toPlayer, toCoach } of moved) expect(toPlayer.amount + toCoach.amount).toBe(price.amount)
}
