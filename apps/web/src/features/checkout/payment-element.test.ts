import type {
  CreatePaymentMethodFromElements,
  PaymentMethod,
  PaymentMethodResult,
  Stripe,
  StripeElements,
  StripeElementsOptionsMode,
  StripeError,
  StripePaymentElement,
} from '@stripe/stripe-js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CardProblem } from './card-source.ts'
import { openPaymentElement, patienceMs } from './payment-element.ts'

const place = {} as HTMLElement
const charge = { amount: 4_000, currency: 'EUR', keep: false } as const
const appearance = { theme: 'night' } as const

/** Stripe.js as far as it is used, by Stripe's types: writes down what it is asked, and answers as it is told. */
function fakeStripe(answers: { update?: Error; submit?: StripeError; create?: StripeError } = {}) {
  const asked: unknown[][] = []
  const listeners = new Map<string, (event: never) => unknown>()
  const element = {
    on: (event: string, listener: (event: never) => unknown) => {
      listeners.set(event, listener)
      return element
    },
    mount: (node: HTMLElement) => asked.push(['mount', node]),
    focus: () => asked.push(['focus']),
    destroy: () => asked.push(['destroy']),
  } as unknown as StripePaymentElement
  const create = (...given: unknown[]) => {
    asked.push(['create', ...given])
    return element
  }
  const used = {
    update: async (options) => {
      asked.push(['update', options])
      if (answers.update) throw answers.update
    },
    submit: async () => {
      asked.push(['submit'])
      return answers.submit ? { error: answers.submit } : { selectedPaymentMethod: 'card' }
    },
  } satisfies Pick<StripeElements, 'update' | 'submit'>
  const elements = { ...used, create } as unknown as StripeElements
  const createPaymentMethod = async (options: CreatePaymentMethodFromElements): Promise<PaymentMethodResult> => {
    asked.push(['createPaymentMethod', options])
    return answers.create ? { error: answers.create } : { paymentMethod: { id: 'pm_1' } as PaymentMethod }
  }
  const stripe = {
    elements: ((options: StripeElementsOptionsMode) => {
      asked.push(['elements', options])
      return elements
    }) as Stripe['elements'],
    createPaymentMethod: createPaymentMethod as Stripe['createPaymentMethod'],
  }
  const tell = (event: 'ready' | 'loaderror') => listeners.get(event)?.({ elementType: 'payment' } as never)
  return { stripe, elements, asked, tell, names: () => asked.map(([name]) => name) }
}

/** Opens it, and answers once Stripe.js has come. */
async function opened(fake: ReturnType<typeof fakeStripe>, over: Partial<typeof charge> = {}) {
  const states: string[] = []
  const onState = (state: string) => states.push(state)
  const field = openPaymentElement({
    load: async () => fake.stripe,
    place,
    charge: { ...charge, ...over },
    appearance,
    onState,
  })
  await vi.waitFor(() => expect(fake.names()).toContain('mount'))
  return { field, states }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the Payment Element', () => {
  it('is made for the price, in the order that Stripe asks for, and takes cards alone', async () => {
    const fake = fakeStripe()
    const { field, states } = await opened(fake)
    expect(fake.asked).toEqual([
      [
        'elements',
        {
          mode: 'payment',
          paymentMethodCreation: 'manual',
          allowedPaymentMethodTypes: ['card'],
          amount: 4_000,
          currency: 'eur',
          setupFutureUsage: null,
          locale: 'en',
          appearance,
        },
      ],
      ['create', 'payment', { layout: 'tabs', wallets: { applePay: 'never', googlePay: 'never', link: 'never' } }],
      ['mount', place],
    ])
    expect(states).toEqual([])
    fake.tell('ready')
    expect(states).toEqual(['ready'])
    await expect(field.createPaymentMethod()).resolves.toBe('pm_1')
    expect(fake.asked.slice(3)).toEqual([['submit'], ['createPaymentMethod', { elements: fake.elements }]])
  })

  it('names whole yen, and the use that the card is kept for', async () => {
    const fake = fakeStripe()
    await opened(fake, { amount: 1_200, currency: 'JPY', keep: true } as never)
    expect(fake.asked[0]).toMatchObject([
      'elements',
      { amount: 1_200, currency: 'jpy', setupFutureUsage: 'on_session' },
    ])
  })

  it('follows a changed price, a card to be kept, and another theme', async () => {
    const fake = fakeStripe()
    const { field } = await opened(fake)
    field.update({ charge: { ...charge, amount: 2_800, keep: true }, appearance: { theme: 'stripe' } })
    expect(fake.asked.at(-1)).toEqual([
      'update',
      { amount: 2_800, currency: 'eur', setupFutureUsage: 'on_session', appearance: { theme: 'stripe' } },
    ])
  })

  it('that cannot follow has to be opened anew', async () => {
    const fake = fakeStripe({ update: new Error('IntegrationError') })
    const { field, states } = await opened(fake)
    fake.tell('ready')
    field.update({ charge: { ...charge, amount: 2_800 }, appearance })
    await vi.waitFor(() => expect(states).toEqual(['ready', 'failed']))
  })

  it('is made for the price there is by then, when it changed while Stripe.js was on its way', async () => {
    const fake = fakeStripe()
    const script = Promise.withResolvers<typeof fake.stripe>()
    const field = openPaymentElement({
      load: () => script.promise,
      place,
      charge,
      appearance,
      onState: () => undefined,
    })
    field.update({ charge: { ...charge, amount: 2_800 }, appearance })
    script.resolve(fake.stripe)
    await vi.waitFor(() => expect(fake.names()).toEqual(['elements', 'create', 'mount']))
    expect(fake.asked[0]).toMatchObject(['elements', { amount: 2_800 }])
  })

  it('says what is wrong with what was typed, leads there, and makes nothing of it', async () => {
    const fake = fakeStripe({ submit: { type: 'validation_error', message: 'Your card number is incomplete.' } })
    const { field } = await opened(fake)
    fake.tell('ready')
    await expect(field.createPaymentMethod()).rejects.toEqual(new CardProblem('Your card number is incomplete.'))
    expect(fake.names().slice(3)).toEqual(['submit', 'focus'])
  })

  it('says why a card is refused, and can be asked again', async () => {
    const answers: Parameters<typeof fakeStripe>[0] = {
      create: { type: 'card_error', code: 'incorrect_number', message: 'Your card number is incorrect.' },
    }
    const fake = fakeStripe(answers)
    const { field } = await opened(fake)
    fake.tell('ready')
    await expect(field.createPaymentMethod()).rejects.toEqual(new CardProblem('Your card number is incorrect.'))
    delete answers.create
    await expect(field.createPaymentMethod()).resolves.toBe('pm_1')
  })

  it.each(['api_connection_error', 'api_error', 'rate_limit_error', 'invalid_request_error'] as const)(
    'keeps the words of an %s to developers',
    async (type) => {
      const fake = fakeStripe({ create: { type, message: 'for developers' } })
      const { field } = await opened(fake)
      fake.tell('ready')
      const error: unknown = await field.createPaymentMethod().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(Error)
      expect(error).not.toBeInstanceOf(CardProblem)
    },
  )

  it('makes no payment method before it is ready', async () => {
    const fake = fakeStripe()
    const { field } = await opened(fake)
    await expect(field.createPaymentMethod()).rejects.toThrow('not ready')
    expect(fake.names()).not.toContain('submit')
  })
})

describe('that does not load', () => {
  const states: string[] = []
  const open = (load: Parameters<typeof openPaymentElement>[0]['load']) =>
    openPaymentElement({ load, place, charge, appearance, onState: (state) => states.push(state) })
  beforeEach(() => void (states.length = 0))

  it.each([
    ['its script fails', () => Promise.reject(new Error('Failed to load Stripe.js'))],
    ['there is no Stripe.js here', async () => null],
    ['the key is none', () => Promise.reject(new Error('Please call Stripe() with your publishable key'))],
  ])('says so when %s', async (_, load) => {
    open(load)
    await vi.waitFor(() => expect(states).toEqual(['failed']))
  })

  it('says so when Stripe cannot show it', async () => {
    const fake = fakeStripe()
    const { states: told } = await opened(fake)
    fake.tell('loaderror')
    expect(told).toEqual(['failed'])
  })

  it('says so after a while without an answer, and is there after all when it comes late', async () => {
    const fake = fakeStripe()
    const script = Promise.withResolvers<typeof fake.stripe>()
    open(() => script.promise)
    await vi.advanceTimersByTimeAsync(patienceMs - 1)
    expect(states).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(states).toEqual(['failed'])
    script.resolve(fake.stripe)
    await vi.waitFor(() => expect(fake.names()).toContain('mount'))
    fake.tell('ready')
    expect(states).toEqual(['failed', 'ready'])
  })

  it('can be opened anew, and the first one says nothing more', async () => {
    const first = open(() => Promise.reject(new Error('Failed to load Stripe.js')))
    await vi.waitFor(() => expect(states).toEqual(['failed']))
    first.close()
    const fake = fakeStripe()
    open(async () => fake.stripe)
    await vi.waitFor(() => expect(fake.names()).toContain('mount'))
    fake.tell('ready')
    await vi.advanceTimersByTimeAsync(2 * patienceMs)
    expect(states).toEqual(['failed', 'ready'])
  })
})

describe('that leaves the page', () => {
  it('is destroyed, and says nothing more', async () => {
    const fake = fakeStripe()
    const { field, states } = await opened(fake)
    field.close()
    expect(fake.asked.at(-1)).toEqual(['destroy'])
    fake.tell('ready')
    await vi.advanceTimersByTimeAsync(2 * patienceMs)
    expect(states).toEqual([])
  })

  it('while Stripe.js is on its way, is not made at all', async () => {
    const fake = fakeStripe()
    const script = Promise.withResolvers<typeof fake.stripe>()
    const states: string[] = []
    const load = () => script.promise
    openPaymentElement({ load, place, charge, appearance, onState: (state) => states.push(state) }).close()
    script.resolve(fake.stripe)
    await vi.advanceTimersByTimeAsync(2 * patienceMs)
    expect([fake.asked, states]).toEqual([[], []])
  })
})
