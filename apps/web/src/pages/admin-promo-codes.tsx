import { AdminNav } from '../features/admin-desk/admin-nav.tsx'
import { PromoCodesPage } from '../features/promo-codes/promo-codes-page.tsx'

export function AdminPromoCodesPage() {
  return <PromoCodesPage owner="platform" nav={<AdminNav />} />
}
