import { useNow } from '../../ui/countdown.tsx'

const stepMs = 5 * 60_000

/** "Now" in steps of five minutes, so that the same question is asked no more often. */
export function useSteppedNow(): number {
  return Math.floor(useNow(60_000) / stepMs) * stepMs
}
