import { PromoCodesPage } from '../features/promo-codes/promo-codes-page.tsx'

export function AdminPromoCodesPage() {
  return <PromoCodesPage owner="platform" />
}
