import { Button, Checkbox, Group, Text } from '@mantine/core'
import { useTimes } from '../../lib/viewer.ts'
import { Tag } from '../../ui/tag.tsx'
import { type Changes, type QuotedDate, startOf } from './choice.ts'
import classes from './series.module.css'
import { useSeriesText } from './text.ts'

export interface SeriesDateProps {
  date: QuotedDate
  coachZone: string
  changes: Changes
  /** Takes this start for the date, or null to leave it out. */
  onChange: (start: string | null) => void
}

/** One date: free, or why not with the nearest free times; taken, moved, or left out. */
export function SeriesDate({ date, coachZone, changes, onChange }: SeriesDateProps) {
  const t = useSeriesText()
  const times = useTimes()
  const start = startOf(date, changes)
  const moved = start !== null && start !== date.startsAt
  const shownDay = date.startsAt ?? date.alternatives[0]?.startsAt ?? `${date.date}T12:00:00Z`
  const name = start === null ? times.day(shownDay) : times.dayTime(start)
  const theirs = start === null || times.readsTheSame(coachZone, start) ? null : times.dayTime(start, coachZone)
  const own = date.bookable ? date.startsAt : (date.alternatives[0]?.startsAt ?? null)
  return (
    <div className={classes.date} data-chosen={start !== null}>
      <Checkbox
        mt={2}
        aria-label={t('include', { date: name })}
        checked={start !== null}
        disabled={own === null}
        onChange={(event) => onChange(event.currentTarget.checked ? own : null)}
      />
      <div>
        <Text fw={620} className="figures">
          {name}
        </Text>
        {theirs === null ? null : (
          <Text size="sm" c="dimmed" className="figures">
            {theirs} ({times.zoneName(start ?? undefined, coachZone)})
          </Text>
        )}
        {moved && date.startsAt !== null ? (
          <Text size="sm" c="dimmed">
            {t('chosen', { time: times.dayTime(date.startsAt) })}
          </Text>
        ) : null}
      </div>
      <Tag tone={date.bookable ? 'good' : 'warn'}>{t(date.bookable ? 'free' : 'taken')}</Tag>
      {date.bookable ? null : (
        <div className={classes.more}>
          <Text size="sm">{date.text}</Text>
          {date.alternatives.length === 0 ? <Text size="sm">{t('none')}</Text> : null}
          <Group gap="xs" mt={6}>
            {date.alternatives
              .filter((slot) => slot.startsAt !== start)
              .map((slot) => (
                <Button key={slot.startsAt} size="xs" variant="default" onClick={() => onChange(slot.startsAt)}>
                  {t('choose', { time: times.dayTime(slot.startsAt) })}
                </Button>
              ))}
          </Group>
        </div>
      )}
    </div>
  )
}
