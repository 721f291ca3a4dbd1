import { Select } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'

/** Any IANA zone, found by typing part of its name. */
export function ZoneSelect(props: {
  label: string
  description?: ReactNode
  value: string
  onChange: (zone: string) => void
}) {
  const zones = useMemo(() => {
    const known = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
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
      maxDropdownHeight={280}
      nothingFoundMessage="No zone has that name"
    />
  )
}
