import { defineText } from '../../lib/text.ts'

export const useAdminDeskText = defineText('admin-desk', {
  nav: 'Administration',
  overview: 'Overview',
  verifications: 'Verifications',
  disputes: 'Disputes',
  money: 'Money',
  documents: 'Documents',
  giftCards: 'Gift cards',
  promoCodes: 'Promo codes',
  statements: 'Statements',
  policy: 'Rules',
})
