/**
 * The provider's events in every order. Each is a hint, and what is written down is what looking its object up gave; so a
 * life is lived at the provider with no event delivered, and what each look gave at each stage is kept. Then the looks are
 * written down in every order, old ones after newer ones too, as workers that overtake each other would, and all of them
 * have to end in the same state.
 */
import { type BookingRecord, bookingCancelled, bookingReleased } from '@ecc/contracts/bookings'
import type { Tx } from '@ecc/kit'
import { aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Recording } from './intent.ts'
import { start } from './run-operation.ts'
import { findEvent, followHint, keepEvent, markProcessed } from './stripe-event.ts'
import { paymentService, type TestedPayments } from './testing.ts'

/** Random sequences of all lives together: 2,000 nightly by `WEBHOOK_SEQUENCES=2000`; `WEBHOOK_SEED` repeats a run. */
const sequences = Number(process.env.WEBHOOK_SEQUENCES ?? 200)
const seed = Number(process.env.WEBHOOK_SEED ?? Date.now() % 2_147_483_647)
const longestMs = 120_000 + sequences * 300

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

/** An event of the provider's with what looking its object up gave: when it came about, at each later stage, at the end. */
interface Seen {
  event: Stripe.Event
  stage: number
  looks: Recording[]
}

/** Who sees what happens at the provider: everything from `begin` on, looked at whenever `watch` is called. */
interface Watcher {
  begin(): Promise<void>
  watch(): Promise<void>
}

/** One payment's life at the provider. */
interface Life {
  name: string
  live(watcher: Watcher): Promise<BookingRecord>
  /** Facts that are told only by whoever saw the stage they belong to, which a slow worker may miss. */
  maybeTold?: string[]
}

const charge = async ({ id }: BookingRecord) => (await t.charges(id))[0]?.id as string
const dispute = async (booking: BookingRecord, options = {}) =>
  (await t.sim('/disputes', { charge: await charge(booking), ...options }))['id'] as string
const close = (id: string, outcome: 'won' | 'lost') => t.sim(`/disputes/${id}/close`, { outcome })
const answer = (id: string) =>
  t.resources.stripe.disputes.update(id, { evidence: { uncategorized_text: 'They were there.' }, submit: true })
const tell = (event: typeof bookingReleased, booking: BookingRecord, state: BookingRecord['state']) =>
  t.deliver(event, { ...booking, state }, { aggregateId: booking.id })
async function cancelled(paymentMethodId: string): Promise<BookingRecord> {
  const { booking } = await t.paid({}, paymentMethodId)
  await cancel(booking)
  return booking
}
async function cancel(booking: BookingRecord): Promise<void> {
  const cancellation = { by: 'player' as const, reason: null, at: t.clock.now().toISOString(), refund: booking.price }
  await t.deliver(bookingCancelled, { ...booking, state: 'cancelled', cancellation }, { aggregateId: booking.id })
  await t.quiet()
}

/** The bank asks, we answer, it decides. */
async function chargedBack(
  booking: BookingRecord,
  watch: () => Promise<void>,
  outcome: 'won' | 'lost',
  about: { inquiry?: boolean } = {},
): Promise<void> {
  const id = await dispute(booking, about)
  await watch()
  await answer(id)
  await watch()
  await close(id, outcome)
  await watch()
}

const lives: Life[] = [
  {
    name: 'a payment with 3-D Secure',
    async live({ begin, watch }) {
      await begin()
      const player = aPlayer()
      const booking = t.booking({ playerId: player.userId })
      const { nextActionUrl } = await t.pay(player, booking, 'pm_card_authenticationRequired')
      await watch()
      await t.press(nextActionUrl as string, 'complete')
      await watch()
      return booking
    },
  },
  {
    name: 'a chargeback that is won',
    async live({ begin, watch }) {
      const { booking } = await t.paid()
      await begin()
      await chargedBack(booking, watch, 'won')
      return booking
    },
  },
  {
    name: 'a chargeback that holds up a release, and is won',
    async live({ begin, watch }) {
      const { booking } = await t.paid()
      await t.sim('/webhooks', { mode: 'normal' })
      const id = await dispute(booking)
      await t.quiet()
      await t.sim('/webhooks', { mode: 'dropped' })
      await tell(bookingReleased, booking, 'released')
      await begin()
      await answer(id)
      await watch()
      await close(id, 'won')
      await watch()
      return booking
    },
  },
  {
    name: 'a chargeback that is lost',
    async live({ begin, watch }) {
      const { booking } = await t.paid()
      await begin()
      await chargedBack(booking, watch, 'lost')
      return booking
    },
  },
  {
    name: 'a chargeback that is lost after the money was shared out',
    async live({ begin, watch }) {
      const { booking } = await t.paid()
      await tell(bookingReleased, booking, 'released')
      await t.quiet()
      await begin()
      const id = await dispute(booking)
      await watch()
      await close(id, 'lost')
      await watch()
      return booking
    },
  },
  {
    name: 'an inquiry that comes to nothing',
    async live({ begin, watch }) {
      const { booking } = await t.paid()
      await begin()
      await chargedBack(booking, watch, 'lost', { inquiry: true })
      return booking
    },
  },
  {
    name: 'a refund that takes its time, with the payment before it',
    async live({ begin, watch }) {
      await begin()
      const booking = await cancelled('pm_card_pendingRefund')
      await watch()
      await t.sim('/clock', { advanceSeconds: 3 * 86_400 })
      await watch()
      return booking
    },
  },
  {
    name: 'a refund that the bank refuses',
    maybeTold: ['payment.refunded'],
    async live({ begin, watch }) {
      const { booking } = await t.paid({}, 'pm_card_refundFail')
      await begin()
      await cancel(booking)
      await watch()
      await t.sim('/clock', { advanceSeconds: 3 * 86_400 })
      await watch()
      return booking
    },
  },
]

/** Lives it, with no event delivered: the events in the order they came about, each with its looks. */
async function lived({ live }: Life): Promise<{ booking: BookingRecord; seen: Seen[] }> {
  await t.clearFaults()
  await t.sim('/webhooks', { mode: 'dropped' })
  const before = new Set<string>()
  const seen: Seen[] = []
  let stage = 0
  const booking = await live({
    async begin() {
      for (const { id } of await recentEvents()) before.add(id)
    },
    async watch() {
      stage++
      const known = new Set(seen.map(({ event }) => event.id))
      const events = (await recentEvents()).filter(({ id }) => !before.has(id) && !known.has(id))
      for (const event of events) seen.push({ event, stage, looks: [] })
      for (const one of seen) one.looks.push(await look(one.event))
    },
  })
  // The reconciliation, which runs every five minutes, must not fetch meanwhile what was dropped.
  await t.fault('outage', { path: '/v1/events' })
  await t.quiet()
  return { booking, seen: seen.slice(-mostEvents) }
}

/** Of more, the latest: there are 1,956 orders of up to six. */
const mostEvents = 6

async function recentEvents(): Promise<Stripe.Event[]> {
  const { data } = await t.resources.stripe.events.list({ limit: 100 })
  return data.reverse()
}

const objectOf = ({ data }: Stripe.Event) => (data.object as { id: string }).id
const look = (event: Stripe.Event): Promise<Recording> =>
  followHint(t.ctx, { id: event.id, type: event.type, objectId: objectOf(event), accountId: null, processedAt: null })

/** What the webhook's route and its job write, of which the second of two alike writes nothing. */
async function follow(tx: Tx, event: Stripe.Event, recording: Recording): Promise<void> {
  if (!(await keepEvent(tx, t.ctx, event))) return
  expect((await findEvent(tx, event.id))?.processedAt).toBeNull()
  await start(tx, t.ctx, await recording(tx))
  await markProcessed(tx, event.id, t.clock.now())
}

/** Does `work`, and undoes it. */
async function undone(tx: Pick<Tx, 'begin'>, work: (tx: Tx) => Promise<void>): Promise<void> {
  const enough = new Error('enough seen')
  await tx
    .begin(async (inner) => {
      await work(inner)
      throw enough
    })
    .catch((error: unknown) => {
      if (error !== enough) throw error
    })
}

/** Everything that is kept about a payment but the times, and how often what was told. */
async function stateOf(tx: Tx, { id }: BookingRecord, { maybeTold = [] }: Life) {
  // Shared balances move at commit.
  await tx`set constraints all immediate`
  await tx`set constraints all deferred`
  const { state } = await tx.one<{ state: { told: Record<string, number> } }>`
    with paid as (select * from payments where order_id = ${id})
    select jsonb_build_object(
      'payment', (select jsonb_build_array(state, refunded, failure_code, frozen_by_chargeback, charge_id) from paid),
      'attempts', (select jsonb_agg(attempts.state order by number) from attempts join paid on paid.id = payment_id),
      'intents', (select jsonb_agg(intents.state order by intents.id) from intents join paid on paid.id = payment_id),
      'settlements', (select jsonb_agg(jsonb_build_array(cause, settlements.amount, refund, share, commission, posted_at is null))
        from settlements join paid on paid.id = payment_id),
      'operations', (select jsonb_agg(jsonb_build_array(kind, operations.state, operations.amount, stripe_id) order by stripe_key)
        from operations join paid on paid.id = payment_id),
      'facts', (select jsonb_agg(jsonb_build_array(kind, source) order by kind, source)
        from payment_service_ledger.transactions where escrow_id = ${id}),
      'balances', (select jsonb_object_agg(name || currency, balance) from payment_service_ledger.accounts where balance <> 0),
      'told', (select coalesce(jsonb_object_agg(name, count), '{}')
        from (select case name when 'document.issued' then name || ' ' || (payload ->> 'kind') else name end as name, count(*)
          from outbox where aggregate_id = ${id} group by 1) as counted)) as state`
  for (const [name, count] of Object.entries(state.told)) expect(count, `${name}`).toBe(1)
  return { ...state, told: Object.keys(state.told).filter((name) => !maybeTold.includes(name)) }
}

/** Whether among these, looked up when they came about, is the last word on every object. */
function isWhole(all: readonly Seen[], some: readonly Seen[]): boolean {
  const lastOf = (seen: readonly Seen[]) =>
    new Map(
      [...Map.groupBy(seen, ({ event }) => objectOf(event))].map(([id, ofIt]) => [
        id,
        Math.max(...ofIt.map(({ stage }) => stage)),
      ]),
    )
  const told = lastOf(some)
  return [...lastOf(all)].every(([id, stage]) => told.get(id) === stage)
}

describe.each(lives)('$name', { timeout: longestMs }, (life) => {
  let booking: BookingRecord
  let seen: Seen[]
  let inOrder: unknown
  beforeAll(async () => {
    const one = await lived(life)
    booking = one.booking
    seen = one.seen
    await undone(t.sql, async (tx) => {
      for (const { event, looks } of seen) await follow(tx, event, looks[0] as Recording)
      inOrder = await stateOf(tx, booking, life)
    })
  }, 60_000)

  it('ends the same in every order in which its events can be written down, however many are missing', async () => {
    let [orders, ends] = [0, 0]
    const goOn = async (tx: Tx, done: readonly Seen[]): Promise<void> => {
      for (const one of seen.filter((other) => !done.includes(other))) {
        await undone(tx, async (inner) => {
          const now = [...done, one]
          orders++
          await follow(inner, one.event, one.looks[0] as Recording)
          if (isWhole(seen, now)) {
            ends++
            const names = now.map(({ event }) => event.type).join(', ')
            expect(await stateOf(inner, booking, life), `${names}`).toEqual(inOrder)
          }
          await goOn(inner, now)
        })
      }
    }
    await undone(t.sql, (tx) => goOn(tx, []))
    console.info(`${life.name}: ${seen.length} events, ${orders} orders of up to so many, ${ends} of them whole`)
    expect(ends).toBeGreaterThan(1)
  })

  it('ends the same after long random sequences, with looks of any age and doubles', async () => {
    console.info(`webhooks: WEBHOOK_SEED=${seed}`)
    const hint = fc.record({ which: fc.nat(20), age: fc.nat(5), again: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(hint, { minLength: 7, maxLength: 30, size: 'max' }),
        fc.array(fc.nat(30), { minLength: 6, maxLength: 6 }),
        async (hints, places) => {
          const steps = hints.map(({ which, age, again }) => {
            const one = seen[which % seen.length] as Seen
            return { ...one, look: one.looks[age % one.looks.length] as Recording, again }
          })
          // Sooner or later each object is looked up after all is over: by its own event, or by the reconciliation.
          for (const [i, one] of seen.entries())
            steps.splice((places[i] ?? 0) % (steps.length + 1), 0, {
              ...one,
              look: one.looks.at(-1) as Recording,
              again: true,
            })
          await undone(t.sql, async (tx) => {
            for (const [i, { event, look, again }] of steps.entries())
              await follow(tx, again ? { ...event, id: `${event.id}_${i}` } : event, look)
            expect(await stateOf(tx, booking, life)).toEqual(inOrder)
            await tx`set constraints all immediate`
          })
        },
      ),
      { numRuns: Math.ceil(sequences / lives.length), seed },
    )
  })
})
