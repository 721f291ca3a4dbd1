import { defineText } from '../../lib/text.ts'

export const useDisputesText = defineText('admin-disputes', {
  title: 'Disputes',
  lead: 'Problems that were reported, and outcomes that were contested; what is due first comes first. The money stays held until each is settled.',
  notFound: 'There is no such dispute',
  notFoundBody: 'The link may be old, or the booking was never disputed.',
  toList: 'All open disputes',
  empty: 'No open disputes',
  emptyBody:
    'When somebody reports a problem or contests an outcome, it appears here with the reason and the records of the room.',
  which: 'Which disputes',
  all: 'All',
  mine: 'Mine',
  noneMine: 'None of them is yours',
  noneMineBody: 'Take one from the list of all, or have one handed to you.',
  between: '{{player}} and {{coach}}',
  about: '{{title}}, {{when}} · {{amount}}',
  state_open: 'Waits for an answer until {{when}}',
  state_answered: 'Answered; evidence until {{when}}',
  state_evidence_closed: 'To be ruled by {{when}}',
  overdue: 'Overdue since {{when}}',
  takenBy: 'with {{name}}',
  takenByGone: 'taken',
  see: 'Look at it',
  seeNamed: 'Look at it: {{title}}, {{player}} and {{coach}}',
})
