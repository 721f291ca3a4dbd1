import { defineText } from '../../lib/text.ts'

export const useKeptCardsText = defineText('kept-cards', {
  title: 'Your cards',
  lead: 'Kept at the payment provider, to pay with again. We know no more of them than you see here.',
  expires: 'Expires {{expiry}}',
  expired: 'Expired {{expiry}}',
  remove: 'Remove',
  removeOf: 'Remove {{card}}',
  removeTitle: 'Remove this card?',
  removeBody:
    '{{card}} is forgotten here and at the payment provider. What you paid with it can still be refunded to it.',
  keep: 'Keep it',
  removed: 'The card is removed.',
})
