import { Box, Group, Input, NativeSelect, TextInput } from '@mantine/core'
import { useId } from 'react'

/** A date as three typed parts; `toIsoDate` makes it one value. */
export interface DateParts {
  day: string
  month: string
  year: string
}

export const noDate: DateParts = { day: '', month: '', year: '' }

const monthNames = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month, 15)),
)
const monthChoices = [
  { value: '', label: 'Month' },
  ...monthNames.map((label, index) => ({ value: String(index + 1), label })),
]

/** `YYYY-MM-DD`, or null when the parts are no date of the calendar. */
export function toIsoDate({ day, month, year }: DateParts): string | null {
  const [d, m, y] = [Number(day), Number(month), Number(year)]
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(day) || m < 1 || m > 12) return null
  const date = new Date(Date.UTC(y, m - 1, d))
  if (date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null
  return date.toISOString().slice(0, 10)
}

/** A date that one types, such as a birth date: day, month, year. Far easier on a phone than leafing back decades. */
export function DatePartsField(props: {
  legend: string
  description?: string
  value: DateParts
  onChange: (value: DateParts) => void
  error?: string | null
  /** Adds `bday-day` and so on, for a birth date. */
  autoCompletePrefix?: string
}) {
  const id = useId()
  const { value, onChange } = props
  const complete = (part: string) => (props.autoCompletePrefix ? `${props.autoCompletePrefix}-${part}` : undefined)
  const digits = (text: string, max: number) => text.replace(/\D/g, '').slice(0, max)
  return (
    <Box component="fieldset" m={0} p={0} bd={0} miw={0} aria-describedby={props.error ? `${id}-error` : undefined}>
      <Input.Label component="legend" size="md" p={0}>
        {props.legend}
      </Input.Label>
      {props.description === undefined ? null : <Input.Description mb={6}>{props.description}</Input.Description>}
      <Group gap="xs" wrap="nowrap" align="flex-end">
        <TextInput
          aria-label="Day"
          placeholder="Day"
          w={78}
          inputMode="numeric"
          autoComplete={complete('day')}
          value={value.day}
          error={Boolean(props.error)}
          onChange={(event) => onChange({ ...value, day: digits(event.currentTarget.value, 2) })}
        />
        <NativeSelect
          aria-label="Month"
          flex={1}
          data={monthChoices}
          autoComplete={complete('month')}
          value={value.month}
          error={Boolean(props.error)}
          onChange={(event) => onChange({ ...value, month: event.currentTarget.value })}
        />
        <TextInput
          aria-label="Year"
          placeholder="Year"
          w={92}
          inputMode="numeric"
          autoComplete={complete('year')}
          value={value.year}
          error={Boolean(props.error)}
          onChange={(event) => onChange({ ...value, year: digits(event.currentTarget.value, 4) })}
        />
      </Group>
      {props.error ? (
        <Input.Error mt={6} id={`${id}-error`}>
          {props.error}
        </Input.Error>
      ) : null}
    </Box>
  )
}
