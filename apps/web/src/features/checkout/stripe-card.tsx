import { Skeleton, useComputedColorScheme } from '@mantine/core'
import { loadStripe } from '@stripe/stripe-js/pure'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { ErrorState } from '../../ui/states.tsx'
import type { CardSource } from './card-source.ts'
import classes from './checkout.module.css'
import { type Charge, openPaymentElement } from './payment-element.ts'
import { appearanceOf } from './stripe-appearance.ts'
import { useCheckoutText } from './text.ts'

/** Stripe's own card form. Its script comes from Stripe's address (PCI DSS), and not before this is shown. */
export function StripeCard(props: { ref: Ref<CardSource>; publishableKey: string; charge: Charge }) {
  const { publishableKey, charge } = props
  const { amount, currency, keep } = charge
  const t = useCheckoutText()
  const scheme = useComputedColorScheme('dark')
  const group = useRef<HTMLDivElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const element = useRef<ReturnType<typeof openPaymentElement>>(null)
  const latest = useRef({ charge, scheme })
  latest.current = { charge, scheme }
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const [attempt, setAttempt] = useState(1)

  useEffect(() => {
    if (!place.current) return
    const opened = openPaymentElement({
      load: () => loadStripe(publishableKey),
      place: place.current,
      charge: latest.current.charge,
      appearance: appearanceOf(place.current, latest.current.scheme),
      onState: setState,
    })
    element.current = opened
    return () => {
      opened.close()
      element.current = null
    }
  }, [publishableKey, attempt])

  useEffect(() => {
    if (!place.current) return
    element.current?.update({ charge: { amount, currency, keep }, appearance: appearanceOf(place.current, scheme) })
  }, [amount, currency, keep, scheme])

  useImperativeHandle(props.ref, () => ({
    createPaymentMethod: async () => {
      if (element.current && state === 'ready') return element.current.createPaymentMethod()
      group.current?.focus()
      return null
    },
  }))

  const again = () => {
    setState('loading')
    setAttempt(attempt + 1)
    // The button is about to go, and the keyboard's place with it.
    group.current?.focus()
  }
  return (
    <div
      ref={group}
      role="group"
      aria-label={t('card')}
      aria-busy={state === 'loading'}
      tabIndex={-1}
      className={classes.stripe}
    >
      {state === 'loading' ? <Skeleton h={160} radius="md" /> : null}
      {state === 'failed' ? <ErrorState message={t('stripeDown')} onRetry={again} /> : null}
      <div ref={place} data-ready={state === 'ready'} />
    </div>
  )
}
