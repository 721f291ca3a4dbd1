import { listCards, removeCard } from '@ecc/contracts/cards'
import { payBooking, paymentDeclined, paymentsDown } from '@ecc/contracts/payments'
import type { Caller } from '@ecc/kit'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(() => t.clearFaults())

const cards = async (as: Caller) => (await t.call(listCards, {}, { as })).items
const remove = (as: Caller, id: string) => t.call(removeCard, { params: { paymentMethodId: id } }, { as })
const typed = async (number: string, expYear = 2040) =>
  (
    await t.resources.stripe.paymentMethods.create({
      type: 'card',
      card: { number, exp_month: 12, exp_year: expYear, cvc: '123' },
    })
  ).id
const payWith = (player: Caller, paymentMethodId: string, keepCard?: boolean) => {
  const { id } = t.booking({ playerId: player.userId })
  const body = { paymentMethodId, ...(keepCard === undefined ? {} : { keepCard }) }
  return t.call(payBooking, { params: { id }, body }, { as: player })
}
/** A player who paid with a card and kept it. */
async function keeper(number = '4242424242424242') {
  const player = aPlayer()
  await payWith(player, await typed(number), true)
  const [card] = await cards(player)
  if (!card) throw new Error('the card was not kept')
  return { player, card }
}

describe('a card', () => {
  it('is kept when the player asks for it, and pays again', async () => {
    const { player, card } = await keeper()
    expect(card).toEqual({
      id: expect.stringMatching(/^pm_/),
      brand: 'visa',
      lastFour: '4242',
      expiryMonth: 12,
      expiryYear: 2040,
      expired: false,
    })
    expect(await payWith(player, card.id)).toMatchObject({ state: 'succeeded' })
    expect(await cards(player)).toEqual([card])
  })

  it('is not kept unasked', async () => {
    const player = aPlayer()
    await payWith(player, await typed('4242424242424242'))
    expect(await cards(player)).toEqual([])
  })

  it('is not kept when it was declined, nor because the declined one was to be kept', async () => {
    const player = aPlayer()
    const { id } = t.booking({ playerId: player.userId })
    const pay = (paymentMethodId: string, keepCard: boolean) =>
      t.call(payBooking, { params: { id }, body: { paymentMethodId, keepCard } }, { as: player })
    await expect(pay(await typed('4000000000009995'), true)).rejects.toSatisfy(paymentDeclined.is)
    expect(await pay(await typed('5555555555554444'), false)).toMatchObject({ state: 'succeeded' })
    expect(await cards(player)).toEqual([])
  })

  it('asks for 3-D Secure when it is kept, and again when it pays later', async () => {
    const player = aPlayer()
    const first = await payWith(player, await typed('4000002760003184'), true)
    expect(first.state).toBe('requires_action')
    expect(await cards(player)).toEqual([])
    await t.press(first.nextActionUrl ?? '', 'complete')
    await t.quiet()
    const [card] = await cards(player)
    expect((await payWith(player, card?.id ?? '')).state).toBe('requires_action')
  })

  it('kept twice is shown once, and is gone at the provider when it is removed', async () => {
    const { player, card } = await keeper()
    await payWith(player, await typed('4242424242424242'), true)
    const [newest, ...others] = await cards(player)
    expect(others).toEqual([])
    await remove(player, newest?.id ?? '')
    expect(await cards(player)).toEqual([])
    await expect(t.resources.stripe.paymentMethods.retrieve(card.id)).resolves.toMatchObject({ customer: null })
  })

  it('may be removed twice, and at the same time', async () => {
    const { player, card } = await keeper()
    await Promise.all([remove(player, card.id), remove(player, card.id)])
    await remove(player, card.id)
    expect(await cards(player)).toEqual([])
    await expect(payWith(player, card.id)).rejects.toSatisfy(paymentDeclined.is)
  })

  it('of somebody else neither pays nor is removed', async () => {
    const { player, card } = await keeper()
    const thief = aPlayer()
    await expect(payWith(thief, card.id)).rejects.toSatisfy(paymentDeclined.is)
    await remove(thief, card.id)
    expect(await cards(player)).toEqual([card])
  })

  it('is shown as expired once its month is over', async () => {
    const player = aPlayer()
    await payWith(player, await typed('4242424242424242', 2027), true)
    expect((await cards(player))[0]).toMatchObject({ expiryYear: 2027, expired: false })
    const now = t.clock.now()
    t.skipTime((Date.parse('2028-01-01T00:00:00Z') - now.getTime()) / 60_000)
    expect((await cards(player))[0]).toMatchObject({ expired: true })
    t.skipTime((now.getTime() - Date.parse('2028-01-01T00:00:00Z')) / 60_000)
  })
})

it('one Customer is made for a player who pays twice at once, whatever the provider loses of its answer', async () => {
  const player = aPlayer()
  await t.fault('lost_reply', { method: 'POST', path: '/v1/customers' }, 1)
  await Promise.all([payWith(player, 'pm_card_visa', true), payWith(player, 'pm_card_mastercard', true)])
  const { data } = await t.resources.stripe.customers.list({ limit: 100 })
  expect(data.filter(({ metadata }) => metadata['player_id'] === player.userId)).toHaveLength(1)
  expect((await cards(player)).map(({ brand }) => brand).toSorted()).toEqual(['mastercard', 'visa'])
})

it('says so when the provider is away', async () => {
  const { player, card } = await keeper()
  await t.fault('outage', {})
  await expect(cards(player)).rejects.toSatisfy(paymentsDown.is)
  await expect(remove(player, card.id)).rejects.toSatisfy(paymentsDown.is)
})
