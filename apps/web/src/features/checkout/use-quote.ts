import { quoteOrder } from '@ecc/contracts/order-quotes'
import { promoProblems } from '@ecc/contracts/promo-terms'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import type { CheckoutOrder } from './order.ts'

/** What an order costs with what its player chose to use of a promo code and their credit. */
export function useQuote(order: CheckoutOrder, isPaying: boolean) {
  const [promoCode, setPromoCode] = useState<string | null>(null)
  const [useCredit, setUseCredit] = useState(true)
  // Back from 3-D Secure it may be paid before this page hears of it.
  const enabled = order.state === 'payable' && !isPaying
  const asked = { useCredit, ...(promoCode === null ? {} : { promoCode }) }
  const query = useApiQuery(
    quoteOrder,
    { params: { id: order.id }, query: asked },
    { enabled, keepPrevious: true, staleTime: 30_000 },
  )
  /** Asks with a code first: one that is not taken changes nothing. */
  const attempt = useApiMutation(quoteOrder, { onSuccess: (_, args) => setPromoCode(args.query?.promoCode ?? null) })
  return {
    query,
    /** What is shown is the answer to what was chosen before. */
    settling: query.isPlaceholderData || attempt.isPending,
    asked,
    useCredit,
    setUseCredit,
    promoCode,
    applying: attempt.isPending,
    refusal: attempt.error,
    apply: (code: string) => attempt.mutate({ params: { id: order.id }, query: { promoCode: code, useCredit } }),
    forget: () => {
      setPromoCode(null)
      attempt.reset()
    },
    /** The payment was refused for what was quoted: ask anew, without a code that is not taken any more. */
    again: (error: unknown) => {
      if (promoProblems.some((problem) => problem.is(error))) setPromoCode(null)
      void query.refetch()
    },
  }
}

export type OrderQuote = ReturnType<typeof useQuote>
