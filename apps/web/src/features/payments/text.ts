import { defineText } from '../../lib/text.ts'

export const usePaymentsText = defineText('payments', {
  title: 'Payments',
  lead: 'What you paid and what came back.',
  none: 'No payments yet',
  noneBody: 'When you book a session, its receipt is here.',
  find: 'Find a coach',
  date: 'Date',
  reference: 'Receipt',
  state: 'State',
  amount: 'Paid',
  refunded: 'Came back',
  session: 'Session',
  open: 'Open session',
  openOf: 'Open session, receipt {{receipt}}',
  more: 'Show more',
  processing: 'Being checked',
  requires_action: 'Waiting for your bank',
  succeeded: 'Paid',
  failed: 'Not charged',
  partially_refunded: 'Partly refunded',
  refunded_state: 'Refunded',
})
