import { Input, Skeleton } from '@mantine/core'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { FormError } from '../../ui/states.tsx'
import { CardProblem, type CardSource } from './card-source.ts'
import classes from './checkout.module.css'
import { useCheckoutText } from './text.ts'

/** As much of Stripe.js as is used here (https://docs.stripe.com/js). */
interface StripeCardElement {
  mount: (node: HTMLElement) => void
  destroy: () => void
  on: (event: 'ready' | 'change', listener: (state: { error?: { message: string } }) => void) => void
}
interface Stripe {
  elements: () => { create: (type: 'card', options: object) => StripeCardElement }
  createPaymentMethod: (options: {
    type: 'card'
    card: StripeCardElement
  }) => Promise<{ paymentMethod?: { id: string }; error?: { message: string } }>
}
declare global {
  interface Window {
    Stripe?: (publishableKey: string) => Stripe
  }
}

let loading: Promise<void> | undefined

/** Stripe requires its script to come from its own address (PCI DSS), so it is not part of our bundle. */
function loadStripe(): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = 'https://js.stripe.com/v3/'
    script.onload = () => resolve()
    script.onerror = () => {
      loading = undefined
      reject(new Error('Stripe.js did not load'))
    }
    document.head.append(script)
  })
  return loading
}

/** Stripe's card field. */
export function StripeCard(props: { ref: Ref<CardSource>; publishableKey: string }) {
  const t = useCheckoutText()
  const place = useRef<HTMLDivElement>(null)
  const held = useRef<{ stripe: Stripe; card: StripeCardElement } | null>(null)
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const [problem, setProblem] = useState<string | null>(null)
  const { publishableKey } = props

  useEffect(() => {
    let ended = false
    loadStripe()
      .then(() => {
        const stripe = window.Stripe?.(publishableKey)
        if (ended || !stripe || !place.current) return
        const colours = getComputedStyle(place.current)
        const base = { color: colours.color, fontSize: '16px', fontFamily: 'Inter, system-ui, sans-serif' }
        const card = stripe.elements().create('card', { hidePostalCode: true, style: { base } })
        card.on('ready', () => setState('ready'))
        card.on('change', ({ error }) => setProblem(error?.message ?? null))
        card.mount(place.current)
        held.current = { stripe, card }
      })
      .catch(() => setState('failed'))
    return () => {
      ended = true
      held.current?.card.destroy()
      held.current = null
    }
  }, [publishableKey])

  useImperativeHandle(props.ref, () => ({
    createPaymentMethod: async () => {
      if (!held.current) throw new CardProblem(t('stripeDown'))
      const { stripe, card } = held.current
      const { paymentMethod, error } = await stripe.createPaymentMethod({ type: 'card', card })
      if (!paymentMethod) throw new CardProblem(error?.message ?? t('badNumber'))
      return paymentMethod.id
    },
  }))

  if (state === 'failed') return <FormError message={t('stripeDown')} />
  return (
    <Input.Wrapper label={t('card')} labelElement="div" error={problem} size="md">
      {state === 'loading' ? <Skeleton h={42} radius="md" /> : null}
      <div ref={place} className={classes.stripe} data-ready={state === 'ready'} />
    </Input.Wrapper>
  )
}
