import { Availability } from '@ecc/contracts/coaches'
import { NumberInput, SimpleGrid } from '@mantine/core'
import { limitOf } from '../../lib/field-limits.ts'
import type { HoursDraft } from './hours-draft.ts'
import { useHoursText } from './text.ts'

const hourMinutes = 60

type Cap = 'maxBookingsPerDay' | 'maxBookingsPerWeek' | 'maxMinutesPerDay' | 'maxMinutesPerWeek'

/** How much a day and a week may hold; an empty field is no limit. */
export function CapFields(props: { draft: HoursDraft; onChange: (change: Partial<HoursDraft>) => void }) {
  const { draft } = props
  const set = (cap: Cap) => (value: number | null) => props.onChange({ [cap]: value })
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <CapField cap="maxBookingsPerDay" value={draft.maxBookingsPerDay} onChange={set('maxBookingsPerDay')} />
      <CapField cap="maxBookingsPerWeek" value={draft.maxBookingsPerWeek} onChange={set('maxBookingsPerWeek')} />
      <CapField cap="maxMinutesPerDay" value={draft.maxMinutesPerDay} isHours onChange={set('maxMinutesPerDay')} />
      <CapField cap="maxMinutesPerWeek" value={draft.maxMinutesPerWeek} isHours onChange={set('maxMinutesPerWeek')} />
    </SimpleGrid>
  )
}

function CapField(props: {
  cap: Cap
  value: number | null
  /** Shown in hours, kept in minutes. */
  isHours?: boolean
  onChange: (value: number | null) => void
}) {
  const t = useHoursText()
  const { cap, value, isHours = false } = props
  const unit = isHours ? hourMinutes : 1
  return (
    <NumberInput
      label={t(cap)}
      placeholder={t('noLimit')}
      value={value === null ? '' : value / unit}
      min={limitOf(Availability.properties[cap], 'minimum') / unit}
      max={limitOf(Availability.properties[cap], 'maximum') / unit}
      step={isHours ? 0.5 : 1}
      allowDecimal={isHours}
      decimalScale={2}
      allowNegative={false}
      clampBehavior="blur"
      onChange={(typed) => props.onChange(typeof typed === 'number' ? Math.round(typed * unit) : null)}
    />
  )
}
