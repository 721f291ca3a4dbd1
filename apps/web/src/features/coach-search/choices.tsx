import { Chip, Group, Input } from '@mantine/core'
import { useId } from 'react'

/** One of several, as chips. */
export function Choices(props: {
  label: string
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
}) {
  const id = useId()
  return (
    <div role="radiogroup" aria-labelledby={id}>
      <Input.Label component="span" id={id} size="md">
        {props.label}
      </Input.Label>
      <Chip.Group multiple={false} value={props.value} onChange={(value) => props.onChange(String(value))}>
        <Group gap={8} mt={4}>
          {props.options.map(({ value, label }) => (
            <Chip key={value} value={value} size="sm" radius="md" variant="outline">
              {label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </div>
  )
}
