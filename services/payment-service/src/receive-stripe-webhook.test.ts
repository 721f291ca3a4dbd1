import { bookingCancelled } from '@ecc/contracts/bookings'
import { getBookingPayment, paymentCaptured, paymentRefunded } from '@ecc/contracts/payments'
import { aPlayer } from '@ecc/kit/testing'
import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.sim('/webhooks', { mode: 'normal' })
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true })
})

const event = (id: string, type = 'payment_intent.succeeded', objectId = 'pi_unknown') =>
  JSON.stringify({ id, object: 'event', type, created: 1_800_000_000, data: { object: { id: objectId, object: 'x' } } })
const sign = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_simulator', ...options })
const send = (payload: string, signature?: string) =>
  t.request({
    method: 'POST',
    url: '/webhooks/stripe',
    headers: { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) },
    payload,
  })
const kept = async (id: string) => (await t.sql`select 1 from stripe_events where id = ${id}`).length
const factsOf = async (contract: typeof paymentCaptured | typeof paymentRefunded, bookingId: string) =>
  (await t.emitted(contract)).filter((fact) => fact.bookingId === bookingId)

/** A payment that waits for 3-D Secure and is passed: only a webhook can tell. */
async function passed() {
  const player = aPlayer()
  const booking = t.booking({ playerId: player.userId })
  const { nextActionUrl } = await t.pay(player, booking, 'pm_card_authenticationRequired')
  await t.press(nextActionUrl as string, 'complete')
  return { player, booking }
}

describe('POST /webhooks/stripe', () => {
  it('keeps a signed event once, however often it comes', async () => {
    const payload = event('evt_once')
    for (let i = 0; i < 3; i++) expect((await send(payload, sign(payload))).json()).toEqual({ received: true })
    expect(await kept('evt_once')).toBe(1)
  })

  it.each([
    ['no signature', () => undefined],
    ['the signature of another secret', (payload: string) => sign(payload, { secret: 'whsec_other' })],
    ['the signature of another body', () => sign(event('evt_else'))],
    [
      'a signature that is ten minutes old',
      (payload: string) => sign(payload, { timestamp: Math.floor(Date.now() / 1_000) - 600 }),
    ],
    ['rubbish for a signature', () => 't=1,v1=zzzz'],
  ])('refuses %s', async (name, signature) => {
    const payload = event(`evt_${name}`)
    const response = await send(payload, signature(payload))
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code: 'bad-signature' })
    expect(await kept(`evt_${name}`)).toBe(0)
  })

  it('refuses a signed body that is not JSON', async () => {
    expect((await send('not json', sign('not json'))).statusCode).toBe(400)
  })

  it('takes an event of a type that nothing here follows', async () => {
    const payload = event('evt_unknown', 'invoice.finalized', 'in_1')
    expect((await send(payload, sign(payload))).statusCode).toBe(200)
    await t.quiet()
    expect(await t.sql`select 1 from stripe_events where id = 'evt_unknown' and processed_at is not null`).toHaveLength(
      1,
    )
  })

  it.each(['duplicate', 'reordered'])('records a capture once with %s webhooks', async (mode) => {
    await t.sim('/webhooks', { mode })
    const { booking } = await passed()
    await t.quiet()
    expect(await factsOf(paymentCaptured, booking.id)).toHaveLength(1)
    const confirmed = { ...booking, state: 'cancelled' as const }
    await t.deliver(bookingCancelled, confirmed, { aggregateId: booking.id })
    await t.quiet()
    expect(await factsOf(paymentRefunded, booking.id)).toMatchObject([{ amount: { amount: 10_000 } }])
  })

  it('does not stumble over an event about something that the provider does not have', async () => {
    const payload = event('evt_ghost', 'refund.updated', 're_ghost')
    await send(payload, sign(payload))
    await t.quiet()
    expect(await t.sql`select 1 from stripe_events where id = 'evt_ghost' and processed_at is not null`).toHaveLength(1)
  })

  it('asks the provider nothing about a charge that was recorded whole when its own request was answered', async () => {
    const player = aPlayer()
    const booking = t.booking({ playerId: player.userId })
    await t.pay(player, booking)
    await t.quiet()
    const { id, chargeId } = await t.sql.one<{ id: string; chargeId: string }>`
      select intents.id, charge_id from intents join payments on payments.id = payment_id where order_id = ${booking.id}`
    await t.fault('outage', { method: 'GET' })
    const [late, later] = [
      event('evt_late', 'payment_intent.succeeded', id),
      event('evt_later', 'charge.succeeded', chargeId),
    ]
    for (const payload of [late, later]) await send(payload, sign(payload))
    await expect
      .poll(
        () => t.sql`select id from stripe_events where id like 'evt_late%' and processed_at is not null order by id`,
      )
      .toEqual([{ id: 'evt_late' }, { id: 'evt_later' }])
    await t.clearFaults()
  })

  it('is a hint only: an event that lies about its object changes nothing', async () => {
    const player = aPlayer()
    const booking = t.booking({ playerId: player.userId })
    await t.pay(player, booking, 'pm_card_authenticationRequired')
    const { id } = await t.sql.one<{ id: string }>`
      select id from intents where payment_id = (select id from payments where order_id = ${booking.id})`
    const payload = event('evt_lie', 'payment_intent.succeeded', id)
    await send(payload, sign(payload))
    await t.quiet()
    const payment = await t.call(getBookingPayment, { params: { id: booking.id } }, { as: player })
    expect(payment.state).toBe('requires_action')
  })
})
