/**
 * The card form of Stripe, at the checkout: asked for from Stripe's own address under our content policy, failing in words
 * with a way to try again, and paying once it is there. Stripe.js itself cannot be reached from a test: the browser answers
 * with a form that keeps to what is used of it, and has the simulator make the payment method.
 */
import { createBooking } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { expect, it } from 'vitest'
import { password } from '../../apps/server/src/demo/people.ts'
import { type CoachAndPlayer, coachAndPlayer } from './ground.ts'
import { cards, logIn, pay } from './people.ts'
import { journeys, type Stage } from './stage.ts'

const publishableKey = 'pk_test_journey'

const stripeJs = `
  window.Stripe = (key) => {
    const listeners = {}
    let place
    const number = () => place.querySelector('input').value
    const element = {
      on(event, listener) { listeners[event] = listener; return element },
      mount(node) {
        place = node
        place.innerHTML = '<label>Card number <input inputmode="numeric"></label>'
        queueMicrotask(() => listeners.ready({ elementType: 'payment' }))
      },
      focus() { place.querySelector('input').focus() },
      destroy() { place.replaceChildren() },
    }
    const elements = {
      create: () => element,
      update: async () => {},
      submit: async () => number() === ''
        ? { error: { type: 'validation_error', message: 'Your card number is incomplete.' } }
        : { selectedPaymentMethod: 'card' },
    }
    const createPaymentMethod = async () => {
      const headers = { authorization: 'Bearer ' + key }
      const card = { 'card[number]': number(), 'card[exp_month]': '12', 'card[exp_year]': '2034', 'card[cvc]': '123' }
      const body = new URLSearchParams({ type: 'card', ...card })
      const answer = await (await fetch('/dev/stripe/v1/payment_methods', { method: 'POST', headers, body })).json()
      return answer.error ? { error: { ...answer.error } } : { paymentMethod: answer }
    }
    return { elements: () => elements, createPaymentMethod }
  }`

journeys(
  'the card form of Stripe',
  coachAndPlayer,
  (given) => {
    it('is asked for from Stripe, says that it did not load, comes when it is tried again, and pays', async () => {
      const { player } = given()
      const ada = await given().visitor()
      const { page } = ada
      const config = { provider: 'stripe', publishableKey, cardEndpoint: null }
      await page.route('**/api/v1/payments/config', (route) => route.fulfill({ json: config }))
      const asked: string[] = []
      let isAway = true
      await page.route('https://js.stripe.com/**', (route) => {
        asked.push(route.request().url())
        return isAway ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: stripeJs })
      })
      // The script that does not come, and a payment that is not there yet.
      ada.expects(/ERR_FAILED|status of 404/)
      await logIn(page, { email: player.email, password })
      expect(asked).toEqual([])

      await page.goto(`/bookings/${await held(given())}/checkout`)
      const card = page.getByRole('group', { name: 'Card' })
      await card.getByRole('heading', { name: 'This did not load' }).waitFor()
      expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set(['https://js.stripe.com']))
      await ada.look('stripe-away')
      await pay(page)
      await card.and(page.locator(':focus')).waitFor()

      isAway = false
      await card.getByRole('button', { name: 'Try again' }).focus()
      await page.keyboard.press('Enter')
      await card.getByLabel('Card number').waitFor()
      await ada.look('stripe-there')
      await pay(page)
      await page.getByText('Your card number is incomplete.').waitFor()
      await card.getByLabel('Card number').and(page.locator(':focus')).waitFor()
      await page.keyboard.type(cards.good)
      await pay(page)
      await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    })
  },
  { env: { STRIPE_PUBLISHABLE_KEY: publishableKey } },
)

/** A time that is held for the player. */
async function held({ player, coach, now }: Stage & CoachAndPlayer): Promise<string> {
  const { id: coachId, offerId } = coach
  const from = now() + 24 * 3_600_000
  const query = { offerId, from: new Date(from).toISOString(), to: new Date(from + 24 * 3_600_000).toISOString() }
  const [slot] = (await player.call(listSlots, { params: { id: coachId }, query })).items
  if (!slot) throw new Error('the coach has no free slot')
  return (await player.call(createBooking, { body: { offerId, startsAt: slot.startsAt } })).id
}
