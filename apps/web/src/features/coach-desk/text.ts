import { defineText } from '../../lib/text.ts'

export const useDeskText = defineText('coach-desk', {
  nav: 'Coach desk',
  today: 'Today',
  hours: 'Hours',
  offers: 'Offers',
  promoCodes: 'Promo codes',
  profile: 'Profile',
  earnings: 'Earnings',
  invoices: 'Invoices',
  steps: 'Your steps: {{done}} of {{total}}',
})
