import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { PromoCodesPage } from '../features/promo-codes/promo-codes-page.tsx'

export function CoachPromoCodesPage() {
  return <PromoCodesPage owner="coach" nav={<DeskNav />} />
}
