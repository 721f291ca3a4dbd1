import { getPaymentConfig } from '@ecc/contracts/payments'
import type { Money } from '@ecc/contracts/vocabulary'
import { Checkbox } from '@mantine/core'
import type { Ref } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { Loaded } from '../../ui/loaded.tsx'
import type { CardSource } from './card-source.ts'
import { SimulatorCard } from './simulator-card.tsx'
import { StripeCard } from './stripe-card.tsx'
import { useCheckoutText } from './text.ts'

export interface NewCardProps {
  ref: Ref<CardSource>
  price: Money
  keep: boolean
  onKeep: (keep: boolean) => void
}

/** A card to type in: in Stripe's own form, or in ours where the simulator takes Stripe's place; and whether to keep it. */
export function NewCard(props: NewCardProps) {
  const t = useCheckoutText()
  const config = useApiQuery(getPaymentConfig, {}, { staleTime: 10 * 60_000 })
  return (
    <>
      <Loaded query={config}>
        {({ provider, publishableKey, cardEndpoint }) =>
          provider === 'simulator' && cardEndpoint !== null ? (
            <SimulatorCard ref={props.ref} endpoint={cardEndpoint} publishableKey={publishableKey} />
          ) : (
            <StripeCard ref={props.ref} publishableKey={publishableKey} charge={{ ...props.price, keep: props.keep }} />
          )
        }
      </Loaded>
      <Checkbox
        label={t('keepCard')}
        description={t('keepCardHint')}
        checked={props.keep}
        onChange={(event) => props.onKeep(event.currentTarget.checked)}
      />
    </>
  )
}
