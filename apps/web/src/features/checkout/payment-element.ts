/**
 * Stripe's Payment Element: shown in a place of the page, kept in step with the price, and asked for a payment method. The
 * card is typed into frames of Stripe's, so no script of ours reads it (https://docs.stripe.com/js/elements_object).
 */
import type { Money } from '@ecc/contracts/vocabulary'
import type { Appearance, Stripe, StripeElements, StripeError, StripePaymentElement } from '@stripe/stripe-js'
import { CardProblem } from './card-source.ts'

/** What a card is to be charged, and whether it is to be kept. Our minor units are Stripe's, for yen too. */
export interface Charge extends Money {
  keep: boolean
}

export interface Opening {
  /** Fetches Stripe.js; answers null, or throws, when that is not possible. */
  load: () => Promise<Pick<Stripe, 'elements' | 'createPaymentMethod'> | null>
  place: HTMLElement
  charge: Charge
  appearance: Appearance
  /** `ready` once a card can be typed; `failed` when that did not come to be, or not in time: then close it, and open anew. */
  onState: (state: 'ready' | 'failed') => void
}

interface Shown {
  stripe: Pick<Stripe, 'createPaymentMethod'>
  elements: StripeElements
  element: StripePaymentElement
}

/** Longer than a slow phone takes; a script that never answers would otherwise look like one that is coming. */
export const patienceMs = 20_000

/** Opens the element. It may be closed at any time, also before Stripe.js has come. */
export function openPaymentElement({ load, place, onState, ...wanted }: Opening) {
  let { charge, appearance } = wanted
  let shown: Shown | undefined
  let state: 'loading' | 'ready' | 'failed' | 'closed' = 'loading'
  const become = (next: 'ready' | 'failed') => {
    if (state === 'closed') return
    clearTimeout(patience)
    state = next
    onState(next)
  }
  const patience = setTimeout(() => become('failed'), patienceMs)
  const show = async () => {
    const stripe = await load()
    if (state === 'closed') return
    if (stripe === null) return become('failed')
    const elements = stripe.elements({
      mode: 'payment',
      paymentMethodCreation: 'manual',
      allowedPaymentMethodTypes: ['card'],
      locale: 'en',
      appearance,
      ...priceOf(charge),
    })
    const wallets = { applePay: 'never', googlePay: 'never', link: 'never' } as const
    const element = elements.create('payment', { layout: 'tabs', wallets })
    element.on('ready', () => become('ready'))
    element.on('loaderror', () => become('failed'))
    element.mount(place)
    shown = { stripe, elements, element }
  }
  void show().catch(() => become('failed'))

  return {
    /** The price, or whether the card is kept, or the page's colours changed. */
    update(next: { charge: Charge; appearance: Appearance }) {
      ;({ charge, appearance } = next)
      shown?.elements.update({ ...priceOf(charge), appearance }).catch(() => become('failed'))
    },
    /**
     * Checks what was typed, and makes a payment method of it. Throws `CardProblem` for what the person can mend, and
     * another error when Stripe did not answer as it should.
     */
    async createPaymentMethod(): Promise<string> {
      if (!shown || state !== 'ready') throw new Error('the Payment Element is not ready')
      const { stripe, elements, element } = shown
      const { error: incomplete } = await elements.submit()
      if (incomplete) {
        element.focus()
        throw problemOf(incomplete)
      }
      const { paymentMethod, error } = await stripe.createPaymentMethod({ elements })
      if (error) throw problemOf(error)
      return paymentMethod.id
    },
    close() {
      state = 'closed'
      clearTimeout(patience)
      shown?.element.destroy()
    },
  }
}

/** The use is the one payment-service names to the intent: kept for when the player is there. */
function priceOf({ amount, currency, keep }: Charge) {
  return { amount, currency: currency.toLowerCase(), setupFutureUsage: keep ? ('on_session' as const) : null }
}

/** Of the other kinds of error the messages are for developers (https://docs.stripe.com/api/errors). */
function problemOf({ type, message }: StripeError): Error {
  const isForPeople = type === 'card_error' || type === 'validation_error'
  return isForPeople && message !== undefined ? new CardProblem(message) : new Error(message ?? type)
}
