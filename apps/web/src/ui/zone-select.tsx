import { Select } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import classes from './zone-select.module.css'

/** Browsers list some zones under names that their cities no longer have, where nobody looks for them. */
const renamed = new Map([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Atlantic/Faeroe', 'Atlantic/Faroe'],
  ['America/Godthab', 'America/Nuuk'],
])

/** Any IANA zone, found by typing part of its name. */
export function ZoneSelect(props: {
  label: string
  description?: ReactNode
  value: string
  onChange: (zone: string) => void
}) {
  const zones = useMemo(() => {
    const listed = Intl.supportedValuesOf('timeZone').map((zone) => renamed.get(zone) ?? zone)
    const known = [...new Set(['UTC', ...listed.toSorted()])]
    const all = known.includes(props.value) ? known : [props.value, ...known]
    return all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
  }, [props.value])
  return (
    <Select
      label={props.label}
      description={props.description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={zones}
      value={props.value}
      onChange={(zone) => zone !== null && props.onChange(zone)}
      allowDeselect={false}
      searchable
      limit={60}
      withScrollArea={false}
      classNames={{ options: classes.options }}
      comboboxProps={{ withinPortal: false }}
      nothingFoundMessage="No zone has that name"
    />
  )
}
