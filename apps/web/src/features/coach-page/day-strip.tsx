import { useTimes } from '../../lib/viewer.ts'
import classes from './slot-picker.module.css'
import { useCoachPageText } from './text.ts'

export interface DayStripProps {
  /** `noon` stands for the day: an instant that is on it in the viewer's zone. */
  days: readonly { key: string; noon: string | number }[]
  chosen: string | undefined
  countOf: (key: string) => number
  onChoose: (key: string) => void
}

/** A week of days to choose from; the day of the month stands out, wherever the locale puts it. */
export function DayStrip({ days, chosen, countOf, onChoose }: DayStripProps) {
  const t = useCoachPageText()
  const times = useTimes()
  return (
    <div className={classes.days} role="group" aria-labelledby="pick-day">
      {days.map(({ key, noon }) => {
        const count = countOf(key)
        const day = times.day(noon).replaceAll(',', '')
        const words = day.split(' ')
        const number = words.find((word) => /\d/.test(word))
        const [weekday, ...month] = words.filter((word) => word !== number)
        return (
          <button
            key={key}
            type="button"
            className={classes.day}
            aria-pressed={key === chosen}
            aria-label={count > 0 ? t('dayName', { day, count }) : t('dayFull', { day })}
            data-free={count > 0}
            onClick={() => onChoose(key)}
          >
            <span>{weekday}</span> <b>{number}</b> <span>{month.join(' ')}</span>
          </button>
        )
      })}
    </div>
  )
}
