/** The cancellation presets in plain words (product rules, "player cancels"). */
import type { Booking } from '@ecc/contracts/bookings'
import { defineText } from './text.ts'

const usePolicyWords = defineText('policy', {
  flexible: 'Flexible',
  standard: 'Standard',
  strict: 'Strict',
  flexible_1: 'All of it back until 12 hours before the start',
  flexible_2: 'Half back after that',
  standard_1: 'All of it back until 24 hours before the start',
  standard_2: 'Half back until 6 hours before, nothing after that',
  strict_1: 'All of it back until 48 hours before the start',
  strict_2: 'Half back until 24 hours before, nothing after that',
  grace: 'Changed your mind? All of it back for 30 minutes after booking, if the start is more than 2 hours away',
  coach: 'If the coach cancels or does not come, you get everything back',
})

/** The preset's name and its terms, line by line. */
export function usePolicyText() {
  const t = usePolicyWords()
  return {
    name: (policy: Booking['policy']) => t(policy),
    lines: (policy: Booking['policy']) => [t(`${policy}_1`), t(`${policy}_2`), t('grace'), t('coach')],
  }
}
