import { listCards } from '@ecc/contracts/cards'
import { useRef, useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { anotherCard, firstChoice } from './card-choice.tsx'
import type { CardSource } from './card-source.ts'

/** What an order is to be paid with: a kept card, or another that is typed into `source`. */
export function usePaymentMethod() {
  // Who cannot be told of kept cards can still pay with another.
  const kept = useApiQuery(listCards, {})
  const cards = kept.data?.items ?? []
  const [choice, setChoice] = useState<string | null>(null)
  const [keep, setKeep] = useState(false)
  const source = useRef<CardSource>(null)
  /** Kept while it is unclear whether it was charged, so that pressing pay again repeats and does not add. */
  const unsettled = useRef<{ paymentMethodId: string; keepCard: boolean } | null>(null)
  const chosen = choice ?? firstChoice(cards)
  const made = async () => {
    if (chosen !== anotherCard) return { paymentMethodId: chosen, keepCard: false }
    const paymentMethodId = await source.current?.createPaymentMethod()
    return paymentMethodId ? { paymentMethodId, keepCard: keep } : null
  }
  return {
    isPending: kept.isPending,
    cards,
    chosen,
    keep,
    setKeep,
    source,
    choose: (another: string) => {
      unsettled.current = null
      setChoice(another)
    },
    /** What goes with the payment; the same again until it is settled. Throws `CardProblem`. */
    give: async () => {
      unsettled.current ??= await made()
      return unsettled.current
    },
    settle: () => {
      unsettled.current = null
    },
  }
}
