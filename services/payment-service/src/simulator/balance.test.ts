import fc from 'fast-check'
import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activeAccount, pay, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
let destination: string
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
  destination = (await activeAccount(world)).id
})
afterAll(() => world.close())

const share = fc.integer({ min: 1, max: 120 })
const steps = fc.array(
  fc.record({
    amount: fc.integer({ min: 50, max: 200_000 }),
    method: fc.constantFrom('pm_card_visa', 'pm_card_bypassPending', 'pm_card_chargeDeclined', 'pm_card_createDispute'),
    manual: fc.boolean(),
    refundPercents: fc.array(share, { maxLength: 3 }),
    transferPercent: fc.option(share),
    reversalPercent: fc.option(share),
  }),
  { minLength: 1, maxLength: 4 },
)

test('after any course of business the balance is the sum a bookkeeper gets from the answers alone', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (business) => {
      const before = await balanceTotal()
      let expected = 0
      for (const step of business) expected += await play(step)
      expect((await balanceTotal()) - before).toBe(expected)
      expect(await balanceTotal()).toBe(await movementsTotal())
    }),
    { numRuns: 25, seed: 20_261_123 },
  )
}, 60_000)

type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never

/** Plays one payment's life and returns what it should have done to the balance, refused steps doing nothing. */
async function play(step: Step): Promise<number> {
  const capture = step.manual ? ({ capture_method: 'manual' } as const) : {}
  const paid = await attempt(pay(stripe, { amount: step.amount, payment_method: step.method, ...capture }))
  if (paid === undefined) return 0
  const kept = step.manual ? Math.ceil(step.amount / 2) : step.amount
  if (step.manual) await stripe.paymentIntents.capture(paid.id, { amount_to_capture: kept })
  let total = kept - (Math.round((kept * 150) / 10_000) + 25)
  if (step.method === 'pm_card_createDispute') total -= kept + 1500
  for (const percent of step.refundPercents) {
    const amount = Math.max(Math.floor((kept * percent) / 100), 1)
    const refund = await attempt(stripe.refunds.create({ payment_intent: paid.id, amount }))
    if (refund !== undefined) total -= amount
  }
  return total + (await playTransfer(step, paid.latest_charge as string, kept))
}

async function playTransfer(step: Step, charge: string, kept: number): Promise<number> {
  if (step.transferPercent === null) return 0
  const amount = Math.max(Math.floor((kept * step.transferPercent) / 100), 1)
  const params = { amount, currency: 'eur', destination, source_transaction: charge }
  const transfer = await attempt(stripe.transfers.create(params))
  if (transfer === undefined) return 0
  expect(step.transferPercent).toBeLessThanOrEqual(100)
  if (step.reversalPercent === null) return -amount
  const back = Math.max(Math.floor((amount * step.reversalPercent) / 100), 1)
  const reversal = await attempt(stripe.transfers.createReversal(transfer.id, { amount: back }))
  return reversal === undefined ? -amount : back - amount
}

async function attempt<Result>(call: Promise<Result>): Promise<Result | undefined> {
  return call.catch((error: { statusCode?: number }) => {
    if (error.statusCode === 400 || error.statusCode === 402) return undefined
    throw error
  })
}

async function balanceTotal(): Promise<number> {
  const { available, pending } = await stripe.balance.retrieve()
  return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0)
}

async function movementsTotal(): Promise<number> {
  let total = 0
  for await (const movement of stripe.balanceTransactions.list({ limit: 100 })) {
    expect(movement.net).toBe(movement.amount - movement.fee)
    total += movement.net
  }
  return total
}

test('pending money becomes available when its days have passed', async () => {
  const intent = await pay(stripe, { currency: 'usd', amount: 2000 })
  const inUsd = (list: { amount: number; currency: string }[]) =>
    list.find(({ currency }) => currency === 'usd')?.amount
  const before = await stripe.balance.retrieve()
  expect([inUsd(before.available), inUsd(before.pending)]).toEqual([0, 1945])
  await world.control('/_sim/clock', { advanceSeconds: 2 * 86_400 })
  const after = await stripe.balance.retrieve()
  expect([inUsd(after.available), inUsd(after.pending)]).toEqual([1945, 0])
  const charge = await stripe.charges.retrieve(intent.latest_charge as string, { expand: ['balance_transaction'] })
  expect(charge.balance_transaction).toMatchObject({ status: 'available' })
})
