import type { GiftCardState } from '@ecc/contracts/gift-cards'
import { GiftCardSearch } from '../features/admin-gift-cards/gift-card-search.tsx'
import { useAdminGiftCardsText } from '../features/admin-gift-cards/text.ts'
import { GiftCardTags } from '../features/gift-cards/my-gift-cards.tsx'
import { useGiftCardsText } from '../features/gift-cards/text.ts'
import { Page } from '../ui/page.tsx'

const states: readonly GiftCardState[] = [
  'scheduled',
  'open',
  'redeemed',
  'withdrawn',
  'charged-back',
  'unpaid',
  'lapsed',
]

export function AdminGiftCardsPage() {
  const t = useAdminGiftCardsText()
  const words = useGiftCardsText()
  return (
    <Page title={t('title')} lead={t('lead')}>
      <GiftCardSearch
        states={states.map((value) => ({ value, label: words(`state_${value}`) }))}
        tags={(card) => <GiftCardTags card={card} />}
      />
    </Page>
  )
}
