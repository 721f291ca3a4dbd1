import { defineText } from '../../lib/text.ts'

export const useAdminDeskText = defineText('admin-desk', {
  nav: 'Administration',
  skip: 'Skip to the page',
  overview: 'Overview',
  people: 'People',
  verifications: 'Verifications',
  sessions: 'Sessions',
  disputes: 'Disputes',
  accounting: 'Accounting',
  money: 'Money',
  documents: 'Documents',
  giftCards: 'Gift cards',
  statements: 'Statements',
  terms: 'Terms',
  policy: 'Rules',
  promoCodes: 'Promo codes',
  waiting: '{{count}} waiting',
  waitingMany: 'more than {{count}} waiting',
})
