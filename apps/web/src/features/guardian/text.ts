import { defineText } from '../../lib/text.ts'

export const useGuardianText = defineText('guardian', {
  panel: 'Parent or guardian',
  lead: 'You are under 18, so a parent or guardian has to agree once before you can pay for sessions.',
  email: 'Their e-mail address',
  emailHint: 'We send them a link by which they agree. They need no account.',
  needEmail: 'Enter an e-mail address, such as name@example.com',
  ask: 'Ask them',
  asked: 'We wrote to {{email}} on {{when}}. As soon as they follow the link in that mail and agree, you can pay.',
  again: 'Send the mail again',
  other: 'Name somebody else',
  sent: 'The mail is on its way to {{email}}',
  confirmed: '{{email}} agreed on {{date}}. You can pay for sessions.',
  consentTitle: 'A young player needs you to agree',
  consentLead: 'Somebody under 18 named you as their parent or guardian on Esport Coach Connect.',
  consentPay: 'They can then book and pay for coaching sessions with verified coaches.',
  consentHeld:
    'Money is held until a session has taken place, and terms of cancellation are shown before each booking.',
  consentRecord: 'Sessions of people under 18 are never recorded.',
  agree: 'I agree as their guardian',
  agreeMeans: 'By this you say that you are their parent or guardian.',
  notMine: 'You do not know the player? Close this page: nothing happens without you.',
  agreed: 'Thank you',
  agreedBody: '{{name}} can pay for sessions now. You may close this page.',
  badLink: 'This link is no longer good',
  badLinkBody:
    'It has expired, or another address was named since. The player can send you a new one from their settings.',
})
