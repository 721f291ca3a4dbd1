import { defineText } from '../../lib/text.ts'

export const useSessionsText = defineText('my-sessions', {
  title: 'My sessions',
  views: 'Which sessions',
  upcoming: 'Upcoming',
  past: 'Past',
  find: 'Find a coach',
  noUpcoming: 'Nothing is booked yet',
  noUpcomingBody: 'Choose a coach and a time; your sessions are listed here with the way into the room.',
  noPast: 'No past sessions',
  noPastBody: 'Once a session is over you find it here: to confirm it, rate it, or book again.',
  with: 'with {{name}}',
  theirs: '{{time}} for {{name}}',
  payNow: 'Pay now',
  payFor: 'Pay now for {{title}} with {{name}}',
  heldFor: 'Held for',
  timeLeft: 'Time left to pay',
  join: 'Join',
  joinFor: 'Join {{title}} with {{name}}',
  details: 'Details',
  detailsFor: 'Details of {{title}} with {{name}}',
  more: 'Show more',
})
