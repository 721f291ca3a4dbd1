import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pay, refusal, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterAll(() => world.close())

test('a refund in parts gives back exactly what was paid, and no more', async () => {
  const intent = await pay(stripe)
  const first = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 2500,
    reason: 'requested_by_customer',
    metadata: { booking: 'b1' },
    expand: ['balance_transaction', 'charge'],
  })
  expect(first).toMatchObject({ status: 'succeeded', amount: 2500, metadata: { booking: 'b1' } })
  expect(first.balance_transaction).toMatchObject({
    amount: -2500,
    fee: 0,
    net: -2500,
    type: 'refund',
    source: first.id,
  })
  expect(first.charge).toMatchObject({ amount_refunded: 2500, refunded: false })
  const over = await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 7501 }))
  expect(over.message).toContain('€75.01')
  await stripe.refunds.create({ charge: intent.latest_charge as string })
  const charge = await stripe.charges.retrieve(intent.latest_charge as string, { expand: ['refunds'] })
  expect(charge).toMatchObject({ amount_refunded: 10_000, refunded: true })
  expect(charge.refunds?.data.map(({ amount }) => amount)).toEqual([7500, 2500])
  expect((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe('charge_already_refunded')
  expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(2)
  expect(await stripe.refunds.retrieve(first.id)).toMatchObject({ amount: 2500 })
})

test('refunds at once never give back more than was paid', async () => {
  const intent = await pay(stripe)
  const attempts = Array.from({ length: 8 }, () => stripe.refunds.create({ payment_intent: intent.id, amount: 3000 }))
  const results = await Promise.allSettled(attempts)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect((await stripe.charges.retrieve(intent.latest_charge as string)).amount_refunded).toBe(9000)
})

test('an unpaid intent has nothing to refund', async () => {
  const intent = await pay(stripe, { capture_method: 'manual' })
  expect((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).message).toContain(
    'does not have a successful charge',
  )
  expect((await refusal(stripe.refunds.create({ payment_intent: 'pi_none' }))).code).toBe('resource_missing')
})

test('a refund the bank sends back fails later and the money returns', async () => {
  const intent = await pay(stripe, { payment_method: 'pm_card_refundFail' })
  const refund = await stripe.refunds.create({ payment_intent: intent.id })
  expect(refund.status).toBe('succeeded')
  await world.control('/_sim/clock', { advanceSeconds: 3 })
  const failed = await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] })
  expect(failed).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' })
  expect(failed.failure_balance_transaction).toMatchObject({ amount: 10_000, type: 'refund_failure' })
  expect((await stripe.charges.retrieve(intent.latest_charge as string)).amount_refunded).toBe(0)
  await world.receiver.waitFor(({ event }) => event.type === 'refund.failed')
  await world.control(`/_sim/refunds/${refund.id}/fail`)
  expect((await stripe.balanceTransactions.list({ source: refund.id })).data).toHaveLength(2)
})

test('a pending refund succeeds later', async () => {
  const intent = await pay(stripe, { payment_method: 'pm_card_pendingRefund' })
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 100 })
  expect(refund.status).toBe('pending')
  await world.control('/_sim/clock', { advanceSeconds: 3 })
  expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
})

test('an authorisation lapses after seven days', async () => {
  const intent = await pay(stripe, { capture_method: 'manual' })
  await world.control('/_sim/clock', { advanceSeconds: 7 * 86_400 })
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'automatic',
  })
})

test('a dispute takes the money and a fee, and winning brings the money back', async () => {
  const intent = await pay(stripe, { payment_method: 'pm_card_createDispute' })
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data
  expect(dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent', amount: 10_000 })
  expect(dispute?.balance_transactions).toMatchObject([{ amount: -10_000, fee: 1500, net: -11_500 }])
  expect((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe('charge_disputed')
  const won = await stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: 'winning_evidence' } })
  expect(won.status).toBe('won')
  expect(won.balance_transactions.map(({ net }) => net)).toEqual([-11_500, 10_000])
  await world.receiver.waitFor(({ event }) => event.type === 'charge.dispute.funds_reinstated')
})

test('a lost dispute stays lost', async () => {
  const intent = await pay(stripe)
  const dispute = await world.control('/_sim/disputes', {
    charge: intent.latest_charge as string,
    reason: 'fraudulent',
  })
  expect((await stripe.disputes.close(dispute['id'] ?? '')).status).toBe('lost')
  expect((await refusal(stripe.disputes.close(dispute['id'] ?? ''))).code).toBe('dispute_already_closed')
})

test('an inquiry moves no money and may be answered by a refund', async () => {
  const intent = await pay(stripe, { payment_method: 'pm_card_createDisputeInquiry' })
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data
  expect(dispute).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] })
  expect((await stripe.refunds.create({ payment_intent: intent.id })).status).toBe('succeeded')
})
