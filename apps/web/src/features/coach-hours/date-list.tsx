import { ActionIcon, Button, Group, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import { showReading } from './clock-reading.ts'
import classes from './coach-hours.module.css'
import { DateDialog } from './date-dialog.tsx'
import { type DraftDate, withDates } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { useHour12 } from './use-hour12.ts'

/** Dates with other hours than the week has, and days off. */
export function DateList(props: { dates: DraftDate[]; today: string; onChange: (dates: DraftDate[]) => void }) {
  const t = useHoursText()
  const times = useTimes()
  const hour12 = useHour12()
  const [open, setOpen] = useState<DraftDate | 'new' | null>(null)
  const nameOf = (date: string) => times.longDay(`${date}T12:00:00Z`, 'UTC')
  return (
    <div>
      {props.dates.length === 0 ? <Text c="dimmed">{t('noDates')}</Text> : null}
      <ul className={classes.dates}>
        {props.dates.map((entry) => (
          <li key={entry.date} className={classes.date}>
            <div>
              <Text fw={560}>{nameOf(entry.date)}</Text>
              <Text size="sm" c="dimmed" className="figures">
                {entry.windows.length === 0
                  ? t('dayOff')
                  : entry.windows
                      .map(({ start, end }) => `${showReading(start, hour12)} – ${showReading(end, hour12)}`)
                      .join(', ')}
              </Text>
            </div>
            <Group gap={4} wrap="nowrap">
              <ActionIcon
                variant="subtle"
                color="gray"
                size={38}
                aria-label={t('editDate', { date: nameOf(entry.date) })}
                onClick={() => setOpen(entry)}
              >
                <IconPencil size={18} stroke={1.7} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={38}
                aria-label={t('removeDate', { date: nameOf(entry.date) })}
                onClick={() => props.onChange(props.dates.filter(({ date }) => date !== entry.date))}
              >
                <IconTrash size={18} stroke={1.7} />
              </ActionIcon>
            </Group>
          </li>
        ))}
      </ul>
      <Button variant="default" mt="md" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('new')}>
        {t('addDate')}
      </Button>
      <DateDialog
        key={open === null ? 'closed' : open === 'new' ? 'new' : open.date}
        open={open}
        today={props.today}
        onClose={() => setOpen(null)}
        onApply={(replaced, added) => {
          props.onChange(
            withDates(
              props.dates.filter(({ date }) => date !== replaced),
              added,
            ),
          )
          setOpen(null)
        }}
      />
    </div>
  )
}
