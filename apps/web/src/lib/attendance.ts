/** Who was in the room and when, in words, for every screen that shows an outcome. */
import type { Outcome, Stay } from '@ecc/contracts/outcomes'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { defineText } from './text.ts'
import { durationText } from './time.ts'
import { useTimes } from './viewer.ts'

const useAttendanceWords = defineText('attendance', {
  complete: 'Both were there',
  cut_short: 'A part of the time was missing',
  technical_failure: 'The connection failed for most of the session',
  player_no_show: 'The player did not come in time',
  coach_no_show: 'The coach did not come in time',
  nobody_came: 'Nobody came',
  coach_late: 'The player left because the coach was not there in time',
  absent: 'not in the room',
  came: 'first came {{time}}',
  moment: 'under a minute',
  more_one: 'and {{count}} more time',
  more_other: 'and {{count}} more times',
  both: 'Both at once',
})

const mostShown = 4

/** Words for an outcome: its name, and lines for each side, and both together: how long and when they were connected. */
export function useAttendance() {
  const t = useAttendanceWords()
  const times = useTimes()
  const length = (seconds: number) => (seconds < 60 ? t('moment') : durationText(Math.floor(seconds / 60)))
  const spans = (stays: readonly Stay[]) => {
    const shown = stays.slice(0, mostShown).map(({ from, to }) => times.range(from, to))
    const left = stays.length - mostShown
    return [...shown, ...(left > 0 ? [t('more', { count: left })] : [])].join(', ')
  }
  const sideOf = ({ attendance }: Outcome, side: Stay['side']) => {
    const seconds = side === 'player' ? attendance.playerSeconds : attendance.coachSeconds
    const first = side === 'player' ? attendance.playerFirstJoin : attendance.coachFirstJoin
    if (seconds === 0 || first === null) return t('absent')
    const stays = attendance.stays.filter((stay) => stay.side === side)
    return `${length(seconds)}: ${spans(stays)}; ${t('came', { time: times.time(first) })}`
  }
  return {
    name: (kind: Outcome['kind']) => t(kind),
    lines: (outcome: Outcome, { player, coach }: Record<Stay['side'], PersonCard>): [name: string, value: string][] => {
      const { bothSeconds } = outcome.attendance
      return [
        [player.displayName, sideOf(outcome, 'player')],
        [coach.displayName, sideOf(outcome, 'coach')],
        [t('both'), bothSeconds === 0 ? '–' : length(bothSeconds)],
      ]
    },
  }
}
