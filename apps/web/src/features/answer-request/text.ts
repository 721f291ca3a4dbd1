import { defineText } from '../../lib/text.ts'

export const useAnswerText = defineText('answer-request', {
  accept: 'Accept',
  acceptNamed: 'Accept the request of {{name}}',
  decline: 'Decline',
  declineNamed: 'Decline the request of {{name}}',
  acceptTitle: 'Accept this session?',
  acceptBody: '{{day}}, {{range}} with {{name}}. The time is taken at once, and {{amount}} are charged to the player.',
  acceptDo: 'Accept and charge',
  declineTitle: 'Decline this request?',
  declineBody: '{{name}} is told at once, and nothing is charged.',
  declineReason: 'Reason (the player sees it)',
  declineDo: 'Decline',
  back: 'Not yet',
  taken: 'You have another session at that time. Decline this request, or cancel the other session first.',
  accepted: 'Accepted. The player is being charged.',
  declined: 'Declined. Nothing is charged.',
})
