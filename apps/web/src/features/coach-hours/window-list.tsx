import { ActionIcon, Input, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useId } from 'react'
import { ClockField } from './clock-field.tsx'
import { minutesOf, showReading } from './clock-reading.ts'
import classes from './coach-hours.module.css'
import { type DraftWindow, isOvernight, type WindowFault, windowFaults } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { useHour12 } from './use-hour12.ts'

/** The windows of one day, to change and to remove. */
export function WindowList(props: {
  day: string
  windows: readonly DraftWindow[]
  /** The window whose start gets the focus in a dialog. */
  focusKey?: string
  onChange: (windows: DraftWindow[]) => void
}) {
  const faults = windowFaults(props.windows)
  const change = (changed: DraftWindow) =>
    props.onChange(props.windows.map((window) => (window.key === changed.key ? changed : window)))
  return props.windows.map((window) => (
    <WindowFields
      key={window.key}
      day={props.day}
      window={window}
      fault={faults.get(window.key)}
      hasFocus={window.key === props.focusKey}
      onChange={change}
      onRemove={() => props.onChange(props.windows.filter(({ key }) => key !== window.key))}
    />
  ))
}

function WindowFields(props: {
  day: string
  window: DraftWindow
  fault: WindowFault | undefined
  hasFocus: boolean
  onChange: (window: DraftWindow) => void
  onRemove: () => void
}) {
  const t = useHoursText()
  const id = useId()
  const hour12 = useHour12()
  const { day, window, fault } = props
  const startMinutes = minutesOf(window.start)
  const faultId = fault ? `${id}-fault` : undefined
  const names = { day, from: showReading(window.start, hour12), to: showReading(window.end, hour12) }
  return (
    <div>
      <div className={classes.window}>
        <ClockField
          label={t('from', { day })}
          value={window.start}
          hasFocus={props.hasFocus}
          invalid={fault !== undefined}
          describedBy={faultId}
          onChange={(start) => props.onChange({ ...window, start })}
        />
        <span aria-hidden>–</span>
        <ClockField
          label={t('to', { day })}
          value={window.end}
          invalid={fault !== undefined}
          describedBy={faultId}
          firstChoice={Number.isNaN(startMinutes) || startMinutes > 1380 ? 0 : startMinutes + 15}
          onChange={(end) => props.onChange({ ...window, end })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={38}
          aria-label={t('removeWindow', names)}
          onClick={props.onRemove}
        >
          <IconX size={18} stroke={1.7} />
        </ActionIcon>
      </div>
      {fault ? (
        <Input.Error id={faultId} mt={4}>
          {t(fault)}
        </Input.Error>
      ) : isOvernight(window) ? (
        <Text size="sm" c="dimmed" mt={2}>
          {t('nextDay')}
        </Text>
      ) : null}
    </div>
  )
}
