import { bookingCancelled, bookingReleased } from '@ecc/contracts/bookings'
import {
  acknowledgeDifference,
  amountsDiffer,
  factDoesNotFit,
  factRecorded,
  getMoneyWatch,
  listChargebacks,
  listDifferences,
  listOperations,
  listOperatorActs,
  listRefusedRefunds,
  notRefused,
  operationNotFound,
  operationNotPending,
  recordFact,
  tryOperation,
} from '@ecc/contracts/operator'
import { openPayoutAccount, paymentRefunded } from '@ecc/contracts/payments'
import { aCoach, anAdmin, anId } from '@ecc/kit/testing'
import type { Static } from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reconcileLedger } from './reconcile-ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

// A world of its own for each test: what one leaves at the provider, the next would find.
let t: TestedPayments
beforeEach(async () => {
  t = await paymentService()
})
afterEach(() => t.close())

const admin = anAdmin()
const reconcile = async () => {
  await t.quiet()
  await t.clock.advance({ minutes: 10 })
  await reconcileLedger.run({}, t.ctx as never)
  await t.settle()
}
const operations = (show: 'open' | 'waiting' = 'open') => t.call(listOperations, { query: { show } }, { as: admin })
const differences = async (show: 'open' | 'closed' = 'open') =>
  (await t.call(listDifferences, { query: { show } }, { as: admin })).items
const acts = async () => (await t.call(listOperatorActs, { query: {} }, { as: admin })).items
const watch = () => t.call(getMoneyWatch, {}, { as: admin })
const tryNow = (id: string, key = anId(), as = admin) =>
  t.call(tryOperation, { params: { id } }, { as, idempotencyKey: key })

type Fact = Static<typeof recordFact.body>
const record = (fact: Partial<Fact> & Pick<Fact, 'kind' | 'objectId' | 'amount'>, key = anId(), as = admin) =>
  t.call(
    recordFact,
    { body: { amountAgain: fact.amount.amount, reason: 'As the bank says', ...fact } },
    { as, idempotencyKey: key },
  )

/** A booking of 100.00 whose full refund could not be sent, since the provider is away. */
async function refundInDoubt(paymentMethodId?: string) {
  const { booking } = await t.paid({}, paymentMethodId)
  await t.quiet()
  await t.fault('outage', { path: '/v1/refunds' })
  const cancellation = { by: 'player' as const, at: t.clock.now().toISOString(), reason: null, refund: booking.price }
  await t.deliver(bookingCancelled, { ...booking, state: 'cancelled', cancellation }, { aggregateId: booking.id })
  await t.settle()
  return booking
}

/** A coach with an active account, and a transfer to it that somebody made in the provider's dashboard. */
async function transferByHand() {
  const { booking } = await t.paid()
  const coach = aCoach()
  const body = { returnUrl: 'http://localhost:8080/coach/onboarding' }
  const { onboardingUrl } = await t.call(openPayoutAccount, { body }, { as: coach })
  await t.press(onboardingUrl as string, 'activate')
  const { data } = await t.resources.stripe.accounts.list({ limit: 1 })
  const [charge] = await t.charges(booking.id)
  return t.resources.stripe.transfers.create({
    amount: 1_200,
    currency: 'eur',
    destination: data[0]?.id as string,
    source_transaction: charge?.id as string,
  })
}

/** A charge that somebody made by hand; answers its id and what it brought. */
async function chargeByHand() {
  const made = await t.resources.stripe.paymentIntents.create({
    amount: 4_200,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_visa',
    confirm: true,
  })
  return { objectId: made.latest_charge as string, net: { amount: 4_200 - 63 - 25, currency: 'USD' as const } }
}

describe('an operation in doubt', () => {
  it('is shown with what it is about, how often it was tried, and why it is not done', async () => {
    const booking = await refundInDoubt()
    const { items } = await operations()
    expect(items).toEqual([
      expect.objectContaining({
        kind: 'refund',
        state: 'pending',
        orderId: booking.id,
        bookingId: booking.id,
        amount: booking.price,
        tries: expect.any(Number),
        lastFault: expect.stringMatching(/.+/),
        nextTryAt: expect.any(String),
        isOverdue: false,
      }),
    ])
    expect(await watch()).toMatchObject({ openOperations: 1, failingOperations: 1 })
  })

  it('is done at once when an operator has it tried, and written down with who it was', async () => {
    const booking = await refundInDoubt()
    await t.clearFaults()
    const [{ id } = { id: '' }] = (await operations()).items
    await tryNow(id)
    await t.quiet()
    expect((await operations()).items).toEqual([])
    const [charge] = await t.charges(booking.id)
    expect((await t.resources.stripe.refunds.list({ charge: charge?.id as string })).data).toHaveLength(1)
    expect(await acts()).toEqual([
      expect.objectContaining({
        act: 'try-operation',
        subject: id,
        operator: { id: admin.userId, displayName: expect.any(String) },
      }),
    ])
  })

  it('is done once when two operators have it tried at the same time, and one of them twice', async () => {
    const booking = await refundInDoubt()
    await t.clearFaults()
    const [{ id } = { id: '' }] = (await operations()).items
    const key = anId()
    await Promise.all([tryNow(id, key), tryNow(id, anId(), anAdmin())])
    const repeated = await tryNow(id, key)
    expect(repeated).toMatchObject({ id, state: 'pending' })
    await t.quiet()
    const [charge] = await t.charges(booking.id)
    expect((await t.resources.stripe.refunds.list({ charge: charge?.id as string })).data).toHaveLength(1)
    expect(await acts()).toHaveLength(2)
    expect(await t.proof()).toMatchObject({ balanced: true })
  })

  it('that is done, or never was, is not tried', async () => {
    await refundInDoubt()
    await t.clearFaults()
    const [{ id } = { id: '' }] = (await operations()).items
    await tryNow(id)
    await t.quiet()
    await expect(tryNow(id)).rejects.toSatisfy(operationNotPending.is)
    await expect(tryNow(anId())).rejects.toSatisfy(operationNotFound.is)
    expect(await acts()).toHaveLength(1)
  })

  it('comes in pages', async () => {
    await refundInDoubt()
    await refundInDoubt()
    const first = await t.call(listOperations, { query: { limit: 1 } }, { as: admin })
    const rest = await t.call(
      listOperations,
      { query: { limit: 1, cursor: first.nextCursor as string } },
      { as: admin },
    )
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(2)
    expect(rest.nextCursor).toBeNull()
  })
})

describe('a transfer that waits for its coach’s account', () => {
  it('is shown apart, and as overdue after 60 days', async () => {
    const { booking } = await t.paid()
    await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
    await t.quiet()
    expect((await operations()).items).toEqual([])
    expect((await operations('waiting')).items).toMatchObject([
      { kind: 'transfer', isOverdue: false, amount: { amount: 8_500 } },
    ])
    t.skipTime(61 * 24 * 60)
    expect((await operations('waiting')).items).toMatchObject([{ isOverdue: true }])
    expect(await watch()).toMatchObject({ waitingTransfers: 1, overdueTransfers: 1 })
  })
})

describe('a difference', () => {
  it('is shown with what each side has, and as closed by the provider when what was done by hand is undone', async () => {
    const transfer = await transferByHand()
    await reconcile()
    const found = {
      objectId: transfer.id,
      object: 'transfer',
      currency: 'EUR',
      ledgerAmount: 0,
      providerAmount: -1_200,
    }
    expect(await differences()).toMatchObject([{ ...found, closedAt: null, acknowledged: null }])
    expect(await watch()).toMatchObject({ openDifferences: 1, isLate: false })

    await t.resources.stripe.transfers.createReversal(transfer.id)
    await reconcile()
    expect(await differences()).toEqual([])
    expect(await differences('closed')).toMatchObject([
      { ...found, closedAt: expect.any(String), closedBy: 'provider' },
    ])
    expect(await t.proof()).toMatchObject({ balanced: true })
  })

  it('stays when only a part of it is undone', async () => {
    const transfer = await transferByHand()
    await reconcile()
    await t.resources.stripe.transfers.createReversal(transfer.id, { amount: 500 })
    await reconcile()
    expect(await differences()).toMatchObject([{ objectId: transfer.id, providerAmount: -700 }])
  })

  it('is not closed by an operator who looks after it, only by agreement', async () => {
    await transferByHand()
    await reconcile()
    const [{ id } = { id: '' }] = await differences()
    const body = { note: 'Is being taken back' }
    await t.call(acknowledgeDifference, { params: { id }, body }, { as: admin, idempotencyKey: anId() })
    await reconcile()
    expect(await differences()).toMatchObject([{ id, acknowledged: { by: admin.userId, note: body.note } }])
    expect(await acts()).toMatchObject([{ act: 'acknowledge-difference', subject: id, reason: body.note }])
  })

  it('that comes back is a new one: what was written about the last says nothing of it', async () => {
    const transfer = await transferByHand()
    await reconcile()
    const [{ id, since } = { id: '', since: '' }] = await differences()
    const body = { note: 'Is being taken back' }
    await t.call(acknowledgeDifference, { params: { id }, body }, { as: admin, idempotencyKey: anId() })
    await t.resources.stripe.transfers.createReversal(transfer.id)
    await reconcile()
    await t.sql`
      update differences set resolved_at = ${t.clock.now()}, provider_amount = 0 where id = ${id}`
    await t.sql.begin(async (tx) => {
      await tx`set local role none`
      await tx`delete from stripe_simulator.transfer_reversals`
      await tx`delete from stripe_simulator.balance_transactions where type = 'transfer_refund'`
      await tx`update payment_service.reconciliations set checked_until = checked_until - interval '1 hour'`
    })
    await reconcile()
    const [again] = await differences()
    expect(again).toMatchObject({ objectId: transfer.id, acknowledged: null })
    expect(Date.parse(again?.since ?? '')).toBeGreaterThan(Date.parse(since))
  })
})

describe('a fact that an operator records', () => {
  it('closes a difference when the next look finds that both agree', async () => {
    const { objectId, net } = await chargeByHand()
    await reconcile()
    await record({ kind: 'funded', objectId, amount: net })
    expect(await differences()).toHaveLength(1)
    await reconcile()
    expect(await differences('closed')).toMatchObject([{ objectId, closedBy: 'ledger' }])
    expect(await t.proof()).toMatchObject({ balanced: true })
    expect(await acts()).toMatchObject([
      { act: 'record-fact', subject: objectId, reason: 'As the bank says', fact: { kind: 'funded', amount: net } },
    ])
  })

  it('takes the fee that stays when a charge made by hand is given back', async () => {
    const { objectId } = await chargeByHand()
    await reconcile()
    await t.resources.stripe.refunds.create({ charge: objectId })
    await reconcile()
    expect(await differences()).toMatchObject([{ objectId, providerAmount: -88 }])
    await record({ kind: 'stripe_fee', objectId, amount: { amount: 88, currency: 'USD' } })
    await reconcile()
    expect(await differences()).toEqual([])
  })

  it('is refused when afterwards ledger and provider would not agree', async () => {
    const { objectId, net } = await chargeByHand()
    await reconcile()
    const short = { ...net, amount: net.amount - 1 }
    await expect(record({ kind: 'funded', objectId, amount: short })).rejects.toSatisfy(factDoesNotFit.is)
    await expect(record({ kind: 'paid_out', objectId, amount: net })).rejects.toSatisfy(factDoesNotFit.is)
    const elsewhere = { kind: 'funded', objectId: 'ch_unheard', amount: net } as const
    await expect(record(elsewhere)).rejects.toSatisfy(factDoesNotFit.is)
    expect(await acts()).toEqual([])
  })

  it('is refused when the amount typed again is another', async () => {
    const { objectId, net } = await chargeByHand()
    await reconcile()
    const twice = record({ kind: 'funded', objectId, amount: net, amountAgain: net.amount + 1 })
    await expect(twice).rejects.toSatisfy(amountsDiffer.is)
  })

  it('is posted once: repeated with its key it is answered as before, by another admin it is known already', async () => {
    const { objectId, net } = await chargeByHand()
    await reconcile()
    const key = anId()
    const first = await record({ kind: 'funded', objectId, amount: net }, key)
    expect(await record({ kind: 'funded', objectId, amount: net }, key)).toEqual(first)
    const again = record({ kind: 'funded', objectId, amount: net }, anId(), anAdmin())
    await expect(again).rejects.toSatisfy(factRecorded.is)
    expect(await acts()).toHaveLength(1)
  })

  it('is posted once when two admins record it at the same time', async () => {
    const { objectId, net } = await chargeByHand()
    await reconcile()
    const both = await Promise.allSettled([
      record({ kind: 'funded', objectId, amount: net }),
      record({ kind: 'funded', objectId, amount: net }, anId(), anAdmin()),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await acts()).toHaveLength(1)
  })
})

describe('a refund that the bank refused', () => {
  async function refused() {
    const booking = await refundInDoubt('pm_card_refundFail')
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    await t.quiet()
    await t.sim('/clock', { advanceSeconds: 60 })
    await t.quiet()
    const [{ refundId } = { refundId: '' }] = (await t.call(listRefusedRefunds, { query: {} }, { as: admin })).items
    return { booking, refundId }
  }

  it('is shown until it is recorded as paid from the bank, and then told to the player', async () => {
    const { booking, refundId } = await refused()
    expect(refundId).toMatch(/^re_/)
    const told = (await t.emitted(paymentRefunded)).length
    await record({ kind: 'refund_by_bank', objectId: refundId, amount: booking.price })
    expect((await t.call(listRefusedRefunds, { query: {} }, { as: admin })).items).toEqual([])
    expect(await t.emitted(paymentRefunded)).toHaveLength(told + 1)
    expect(
      await t.sql`
      select balance from payment_service_ledger.balances where name = ${`liab:refund_due:${booking.id}`}`,
    ).toEqual([{ balance: 0 }])
    const twice = record({ kind: 'refund_by_bank', objectId: refundId, amount: booking.price })
    await expect(twice).rejects.toSatisfy(factRecorded.is)
  })

  it('is paid from the bank in full or not at all, and no other refund is', async () => {
    const { booking, refundId } = await refused()
    const half = { ...booking.price, amount: booking.price.amount / 2 }
    await expect(record({ kind: 'refund_by_bank', objectId: refundId, amount: half })).rejects.toSatisfy(
      factDoesNotFit.is,
    )
    const other = record({ kind: 'refund_by_bank', objectId: 're_unheard', amount: half })
    await expect(other).rejects.toSatisfy(notRefused.is)
  })
})

describe('a chargeback', () => {
  it('is shown with why and until when, and no more when it is over', async () => {
    const { booking } = await t.paid()
    const [charge] = await t.charges(booking.id)
    const opened = await t.sim('/disputes', { charge: charge?.id, reason: 'product_not_received' })
    const id = String(opened['id'])
    const inquiry = await t.paid()
    const [asked] = await t.charges(inquiry.booking.id)
    await t.sim('/disputes', { charge: asked?.id, inquiry: true })
    await t.quiet()
    const { items } = await t.call(listChargebacks, { query: {} }, { as: admin })
    expect(items).toEqual([
      expect.objectContaining({
        id,
        orderId: booking.id,
        amount: booking.price,
        reason: 'product_not_received',
        isInquiry: false,
        evidenceDueAt: expect.any(String),
      }),
      expect.objectContaining({ orderId: inquiry.booking.id, isInquiry: true }),
    ])
    await t.sim(`/disputes/${id}/close`, { outcome: 'won' })
    await t.quiet()
    expect((await t.call(listChargebacks, { query: {} }, { as: admin })).items).toHaveLength(1)
    expect(await watch()).toMatchObject({ openChargebacks: 1 })
  })
})

describe('what operators did', () => {
  it('is not changed, not taken back, and readable without names while user-service is away', async () => {
    await refundInDoubt()
    const [{ id } = { id: '' }] = (await operations()).items
    await tryNow(id)
    const refused = /append only|permission denied/
    await expect(t.sql`update operator_acts set reason = 'Never mind'`).rejects.toThrow(refused)
    await expect(t.sql`delete from operator_acts`).rejects.toThrow(refused)
    await expect(t.sql`truncate operator_acts`).rejects.toThrow(refused)
    t.userService.tellsNames = false
    expect(await acts()).toMatchObject([{ subject: id, operator: { id: admin.userId, displayName: null } }])
  })
})
