/** Where a refund goes, in words: to the card first, up to what it paid, then back to the credit. */
import { paidFor } from '@ecc/contracts/booking-parts'
import type { Booking } from '@ecc/contracts/bookings'
import { refundParts } from '@ecc/contracts/price-quote'
import type { Money } from '@ecc/contracts/vocabulary'
import { defineText } from './text.ts'
import { useMoney } from './viewer.ts'

const useWords = defineText('way-back', {
  card: 'to your card',
  credit: 'as credit',
  both: 'to you: {{card}} to your card, {{credit}} as credit',
})

/** A refund of a booking, all of what its player paid unless told: `amount`, and `to` where it goes for the player. */
export function useWayBack() {
  const t = useWords()
  const money = useMoney()
  return ({ price, funds, viewerIs }: Pick<Booking, 'price' | 'funds' | 'viewerIs'>, refund?: Money) => {
    const sold = funds ? { price, funds } : { price }
    const paid = viewerIs === 'coach' ? paidFor(sold) : price
    const back = refund ?? paid
    const credit = funds?.credit ?? 0
    const put = { card: paid.amount - credit, credit, promotion: 0, fee: 0 }
    const parts = refundParts(put, { amount: back.amount, fee: 0 })
    const of = (amount: number) => money.exact({ ...price, amount })
    const both = { card: of(parts.card), credit: of(parts.credit) }
    const to = parts.credit === 0 ? t('card') : parts.card === 0 ? t('credit') : t('both', both)
    return { amount: money.exact(back), to }
  }
}
