import { useLocation } from '@tanstack/react-router'
import { RedeemForm } from '../features/gift-cards/redeem-form.tsx'
import { useGiftCardsText } from '../features/gift-cards/text.ts'
import { Page } from '../ui/page.tsx'

export function RedeemGiftCardPage() {
  const t = useGiftCardsText()
  const given = useLocation({ select: ({ hash }) => hash })
  return (
    <Page title={t('redeemTitle')} lead={t('redeemLead')} width="narrow">
      <RedeemForm key={given} given={given} />
    </Page>
  )
}
