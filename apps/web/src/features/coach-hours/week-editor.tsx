import { ActionIcon, Group, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import classes from './coach-hours.module.css'
import { CopyDay } from './copy-day.tsx'
import { copyOf, type DraftWindow, type HoursDraft, maxWindows, nextWindow } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { type Weekday, weekOrder } from './weekdays.ts'
import { WindowList } from './window-list.tsx'

type Days = HoursDraft['days']

/** The hours of each weekday. */
export function WeekEditor({ days, onChange }: { days: Days; onChange: (days: Days) => void }) {
  const setDays = (changed: readonly number[], windowsOf: (day: number) => DraftWindow[]) =>
    onChange(days.map((windows, day) => (changed.includes(day) ? windowsOf(day) : windows)))
  return (
    <ul className={classes.week}>
      {weekOrder.map((day) => (
        <DayRow
          key={day}
          day={day}
          windows={days[day] ?? []}
          onChange={(windows) => setDays([day], () => windows)}
          onCopy={(targets) => setDays(targets, () => copyOf(days[day] ?? []))}
        />
      ))}
    </ul>
  )
}

function DayRow(props: {
  day: Weekday
  windows: readonly DraftWindow[]
  onChange: (windows: DraftWindow[]) => void
  onCopy: (days: Weekday[]) => void
}) {
  const t = useHoursText()
  const { day, windows } = props
  const name = t(`day${day}`)
  return (
    <li className={classes.day} data-open={windows.length > 0}>
      <h3 className={classes.dayName}>{name}</h3>
      <div className={classes.windows}>
        {windows.length === 0 ? (
          <Text c="dimmed" className={classes.closed}>
            {t('closed')}
          </Text>
        ) : (
          <WindowList day={name} windows={windows} onChange={props.onChange} />
        )}
      </div>
      <Group gap={4} wrap="nowrap" className={classes.dayActions}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={38}
          aria-label={t('addWindow', { day: name })}
          disabled={windows.length >= maxWindows}
          onClick={() => props.onChange([...windows, nextWindow(windows)])}
        >
          <IconPlus size={19} stroke={1.7} />
        </ActionIcon>
        <CopyDay day={day} disabled={windows.length === 0} onCopy={props.onCopy} />
      </Group>
    </li>
  )
}
