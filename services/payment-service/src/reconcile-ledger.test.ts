import { bookingCancelled } from '@ecc/contracts/bookings'
import { paymentCaptured } from '@ecc/contracts/payments'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forgetOldRecords } from './forget-old-records.ts'
import { escrow, post, psp } from './ledger.ts'
import { proveLedger } from './prove-ledger.ts'
import { reconcileLedger } from './reconcile-ledger.ts'
import { lookOn, movements } from './reconciliation.ts'
import { paymentService, type TestedPayments } from './testing.ts'

// A world of its own for each test: what one leaves at the provider, the next would find.
let t: TestedPayments
beforeEach(async () => {
  t = await paymentService()
})
afterEach(() => t.close())

const reconcile = async () => {
  await reconcileLedger.run({}, t.ctx as never)
  await t.settle()
}
const differences = () => t.sql`select object_id, ledger_amount, provider_amount, resolved_at from differences`

/** A payment whose 3-D Secure was passed, which no webhook told us. */
async function unheard() {
  await t.sim('/webhooks', { mode: 'dropped' })
  const player = aPlayer()
  const { nextActionUrl } = await t.pay(
    player,
    t.booking({ playerId: player.userId }),
    'pm_card_authenticationRequired',
  )
  await t.press(nextActionUrl as string, 'complete')
  await t.quiet()
  expect(await t.emitted(paymentCaptured)).toHaveLength(0)
}

/** A charge of 5.00 that only the ledger knows. */
async function capturedNowhere(source: string): Promise<void> {
  const escrowId = anId()
  const lines = [[psp, 500] as const, [escrow(escrowId), -500] as const]
  await t.sql.begin((tx) => post(tx, { kind: 'captured', source, currency: 'EUR', escrowId, lines, at: t.clock.now() }))
}

describe('the reconciliation', () => {
  it('fetches the events that never reached us', async () => {
    await unheard()
    await t.clock.advance({ minutes: 5 })
    await reconcile()
    expect(await t.emitted(paymentCaptured)).toHaveLength(1)
    expect(await t.proof()).toMatchObject({ balanced: true })
  })

  it('goes on where it stopped after the provider was down, days later too', async () => {
    await unheard()
    await t.fault('outage', {})
    await reconcile()
    expect(await t.emitted(paymentCaptured)).toHaveLength(0)
    await t.clearFaults()
    await t.clock.advance({ hours: 20 })
    await reconcile()
    expect(await t.emitted(paymentCaptured)).toHaveLength(1)
  })

  it('finds nothing to complain of after captures, fees, refunds and chargebacks', async () => {
    const { booking } = await t.paid()
    const cancellation = { by: 'player' as const, reason: null, at: booking.createdAt, refund: booking.price }
    await t.deliver(bookingCancelled, { ...booking, state: 'cancelled', cancellation }, { aggregateId: booking.id })
    const disputed = await t.paid({}, 'pm_card_createDispute')
    await t.paid({}, 'pm_card_refundFail')
    await t.quiet()
    await t.clock.advance({ minutes: 30 })
    await reconcile()
    expect(await t.charges(disputed.booking.id)).toHaveLength(1)
    expect(await differences()).toEqual([])
  })

  it('lists what the ledger does not know, repairs nothing, and sees when it agrees again', async () => {
    await t.paid()
    const made = await t.resources.stripe.paymentIntents.create({
      amount: 4_200,
      currency: 'usd',
      allowed_payment_method_types: ['card'],
      payment_method: 'pm_card_visa',
      confirm: true,
    })
    await t.quiet()
    await t.clock.advance({ minutes: 30 })
    await reconcile()
    const net = 4_200 - 63 - 25
    const found = { objectId: made.latest_charge, ledgerAmount: 0, providerAmount: net, resolvedAt: null }
    expect(await differences()).toEqual([found])
    const dollars = (await t.proof()).currencies.find(({ currency }) => currency === 'USD')
    expect(dollars).toMatchObject({ sum: 0, psp: 0, providerBalance: net })
    expect(await t.proof()).toMatchObject({ balanced: false })

    await t.sql.begin(async (tx) => {
      const lines = [[psp, net] as const, ['asset:bank', -net] as const]
      const source = made.latest_charge as string
      await post(tx, { kind: 'funded', source, currency: 'USD', escrowId: null, lines, at: t.clock.now() })
    })
    await t.clock.advance({ minutes: 5 })
    await reconcile()
    expect(await differences()).toMatchObject([{ resolvedAt: expect.any(String) }])
    expect(await t.proof()).toMatchObject({ balanced: true })
  })

  it('lists what the ledger has and the provider has not', async () => {
    await capturedNowhere('ch_invented')
    await t.clock.advance({ minutes: 30 })
    await reconcile()
    expect(await differences()).toMatchObject([{ objectId: 'ch_invented', ledgerAmount: 500, providerAmount: 0 }])
  })

  it('takes a day in pieces when much of it is in doubt, and looks at fifty open differences each time, in turn', async () => {
    for (let i = 0; i < 220; i++) {
      await capturedNowhere(`ch_invented_${i}`)
      if (i % 55 === 0) await t.clock.advance({ hours: 2 })
    }
    await t.clock.advance({ minutes: 30 })
    await reconcile()
    const first = t.clock.now()
    expect(await differences()).toHaveLength(220)
    const notSince = () => t.sql`select object_id from differences where looked_at <= ${first}`
    for (const left of [170, 120, 70, 20, 0]) {
      await t.clock.advance({ minutes: 5 })
      await reconcile()
      expect(await notSince()).toHaveLength(left)
    }
  })

  it('stops in time, and goes on from there', async () => {
    await capturedNowhere('ch_invented')
    await t.clock.advance({ minutes: 30 })
    expect(await lookOn(t.ctx as never, movements, 0)).toBe(false)
    expect(await differences()).toEqual([])
    expect(await lookOn(t.ctx as never, movements, Number.POSITIVE_INFINITY)).toBe(true)
    expect(await differences()).toHaveLength(1)
  })
})

describe('the nightly check of the whole ledger', () => {
  const prove = () => proveLedger.run({}, t.ctx as never)

  it('finds nothing, and says when it looked', async () => {
    await t.paid()
    expect(await t.proof()).toMatchObject({ checkedAt: null, defects: [] })
    await prove()
    expect(await t.proof()).toMatchObject({ balanced: true, checkedAt: expect.any(String), defects: [] })
  })

  it('shows what got past every guard until it is gone', async () => {
    await t.paid()
    const shift = (from: number, to: number) =>
      t.sql.begin(async (tx) => {
        await tx`set local role none`
        await tx`set local session_replication_role = replica`
        await tx`update payment_service_ledger.entries set amount = ${to} where amount = ${from}`
      })
    await shift(10_000, 10_001)
    await prove()
    const { balanced, defects } = await t.proof()
    expect(balanced).toBe(false)
    expect(defects).toContainEqual({
      defect: 'transaction does not sum to zero',
      about: expect.stringMatching(/^transaction \d+$/),
      found: '2 lines, sum 1',
    })
    await shift(10_001, 10_000)
    await prove()
    expect(await t.proof()).toMatchObject({ balanced: true, defects: [] })
  })
})

describe('the nightly forgetting', () => {
  it('forgets keys and events when they are old, and nothing before', async () => {
    const player = aPlayer()
    await t.pay(player, t.booking({ playerId: player.userId }), 'pm_card_visa', anId())
    await t.quiet()
    const counts = () => t.sql.one`
      select (select count(*) from pay_keys) as keys, (select count(*) from stripe_events) as events,
        (select count(*) from payments) as payments`
    const before = await counts()
    await forgetOldRecords.run({}, t.ctx as never)
    expect(await counts()).toEqual(before)
    t.skipTime(61 * 24 * 60)
    await forgetOldRecords.run({}, t.ctx as never)
    expect(await counts()).toEqual({ keys: 0, events: 0, payments: 1 })
  })
})
