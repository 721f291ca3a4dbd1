/** How a group stands, in words, for every screen that shows one. */
import type { GroupStanding } from '@ecc/contracts/group-terms'
import { now } from './clock.ts'
import { defineText } from './text.ts'
import { useTimes } from './viewer.ts'

const useGroupWords = defineText('group', {
  left_one: '{{count}} of {{max}} seats left',
  left_other: '{{count}} of {{max}} seats left',
  full: 'All {{max}} seats are taken',
  booked_one: '{{count}} of {{max}} seats booked',
  booked_other: '{{count}} of {{max}} seats booked',
  open: 'Takes place when {{min}} are booked by {{when}}, else everyone gets all their money back.',
  deciding: 'The cut-off has passed; it is being decided whether it takes place.',
  on: 'It takes place.',
  off: 'Called off. Everyone gets all their money back.',
})

/** The seats left and booked, and what its taking place hangs on, on the viewer's clock. */
export function useGroupText() {
  const t = useGroupWords()
  const times = useTimes()
  return {
    seatsLeft: ({ maxSeats, taken }: GroupStanding) =>
      taken < maxSeats ? t('left', { count: maxSeats - taken, max: maxSeats }) : t('full', { max: maxSeats }),
    seatsBooked: ({ maxSeats, booked }: GroupStanding) => t('booked', { count: booked, max: maxSeats }),
    whether: ({ state, minSeats, decidesAt }: GroupStanding, nowMs = now()) => {
      if (state !== 'open') return t(state)
      if (Date.parse(decidesAt) <= nowMs) return t('deciding')
      return t('open', { min: minSeats, when: times.dayTime(decidesAt) })
    },
  }
}
