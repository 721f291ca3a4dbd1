import { Autocomplete } from '@mantine/core'
import { useEffect, useState } from 'react'
import { isReading, parseReading, readingChoices, showReading } from './clock-reading.ts'
import classes from './coach-hours.module.css'
import { useHour12 } from './use-hour12.ts'

export interface ClockFieldProps {
  label: string
  /** `HH:MM`, or what was typed when it is no time. */
  value: string
  onChange: (value: string) => void
  /** The earliest choice offered, in minutes; any time can be typed. */
  firstChoice?: number
  invalid?: boolean
  describedBy?: string
  /** Gets the focus when the dialog it is in opens. */
  hasFocus?: boolean
}

/** A time of day to type or to choose, on the viewer's clock of 12 or 24 hours. */
export function ClockField({
  label,
  value,
  onChange,
  firstChoice = 0,
  invalid,
  describedBy,
  hasFocus,
}: ClockFieldProps) {
  const hour12 = useHour12()
  const shown = showReading(value, hour12)
  const [typed, setTyped] = useState(shown)
  useEffect(() => setTyped(shown), [shown])
  const choices = [...new Set(readingChoices(firstChoice).map((reading) => showReading(reading, hour12)))]
  const plain = (text: string) => text.toLowerCase().replace(/[^\dap]/g, '')
  const matching = choices.filter((choice) => plain(choice).startsWith(plain(typed)))
  const commit = (text: string) => onChange(parseReading(text) ?? text.trim())
  return (
    <div className={classes.clockBox}>
      <Autocomplete
        classNames={{ input: classes.clock, options: classes.choices }}
        aria-label={label}
        aria-describedby={describedBy}
        data-autofocus={hasFocus || undefined}
        size="md"
        value={typed}
        error={invalid}
        withErrorStyles
        data={typed === shown || matching.length === 0 ? choices : matching}
        filter={({ options }) => options}
        withScrollArea={false}
        comboboxProps={{ width: 128, position: 'bottom-start', withinPortal: false }}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(text) => {
          setTyped(text)
          if (choices.includes(text)) commit(text)
        }}
        onBlur={() => {
          if (typed !== shown || !isReading(value)) commit(typed)
        }}
      />
    </div>
  )
}
