import { ActionIcon, Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useHoursText } from './text.ts'
import { type Weekday, weekOrder } from './weekdays.ts'

/** Copies one day's hours to other days, which are ticked first. */
export function CopyDay(props: { day: Weekday; disabled: boolean; onCopy: (days: Weekday[]) => void }) {
  const t = useHoursText()
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<string[]>([])
  const others = weekOrder.filter((day) => day !== props.day)
  const isAll = chosen.length === others.length
  const show = (opened: boolean) => {
    setOpen(opened)
    setChosen([])
  }
  const copy = () => {
    props.onCopy(others.filter((day) => chosen.includes(String(day))))
    show(false)
  }
  return (
    <Popover
      opened={open}
      onChange={show}
      trapFocus
      returnFocus
      withRoles
      position="bottom-end"
      shadow="md"
      width={190}
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={38}
          disabled={props.disabled}
          aria-label={t('copy', { day: t(`day${props.day}`) })}
          onClick={() => show(!open)}
        >
          <IconCopy size={18} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('copyTo')}>
        <Stack gap="sm">
          <Checkbox
            label={t('copyAll')}
            checked={isAll}
            indeterminate={chosen.length > 0 && !isAll}
            onChange={() => setChosen(isAll ? [] : others.map(String))}
          />
          <Checkbox.Group label={t('copyTo')} value={chosen} onChange={setChosen}>
            <Stack gap="xs" mt={6}>
              {others.map((day) => (
                <Checkbox key={day} value={String(day)} label={t(`day${day}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Button size="sm" disabled={chosen.length === 0} onClick={copy}>
            {t('copyDo')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
