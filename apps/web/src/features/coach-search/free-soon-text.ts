import { defineText } from '../../lib/text.ts'

export const useFreeSoonText = defineText('free-soon', {
  title: 'Free in the next 2 hours',
  lead: 'Choose a time and you are minutes from your session.',
  soonest: 'Free soonest',
  soonestLead: 'Nobody is free within two hours right now. These are next.',
  all: 'See all who are free',
})
