import { defineText } from '../../lib/text.ts'

export const useWaitingText = defineText('waiting-list', {
  join: 'Tell me when a time comes free',
  joinLead: 'It is then held for you for {{minutes}} minutes.',
  joined:
    'You are on the waiting list for this day. When a time comes free, it is held for you for {{minutes}} minutes.',
  ahead_one: 'One player waits before you.',
  ahead_other: '{{count}} players wait before you.',
  free: 'A time has just come free. Choose it above.',
  logIn: 'Log in to wait for a time',
  title: 'Waiting for a time',
  lead: 'When a time comes free, we hold it for you for {{minutes}} minutes and tell you at once.',
  waiting: 'Waiting',
  held: 'Held for you',
  timeLeft: 'Time left to pay',
  take: 'Take this time',
  takeFor: 'Take this time with {{name}}',
  leave: 'Leave the list',
  leaveFor: 'Leave the list of {{name}}',
  leaveAsk: 'Leave this waiting list?',
  leaveBody: 'You give up your place in line. A time that comes free on {{day}} goes to somebody else.',
  with: '{{title}} with {{name}}',
})
