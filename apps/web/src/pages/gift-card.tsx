import { getGiftCard } from '@ecc/contracts/gift-cards'
import { useParams } from '@tanstack/react-router'
import { GiftCardDetails } from '../features/gift-cards/gift-card-details.tsx'
import { useGiftCardsText } from '../features/gift-cards/text.ts'
import { useApiQuery } from '../lib/api.ts'
import { useMoney } from '../lib/viewer.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function GiftCardPage() {
  const t = useGiftCardsText()
  const money = useMoney()
  const { id } = useParams({ from: '/shell/gift-cards/$id' })
  const card = useApiQuery(getGiftCard, { params: { id } })
  const title = card.data ? t('cardTitle', { amount: money(card.data.amount) }) : t('title')
  return (
    <Page title={title} width="reading">
      <Loaded query={card}>{(data) => <GiftCardDetails card={data} />}</Loaded>
    </Page>
  )
}
