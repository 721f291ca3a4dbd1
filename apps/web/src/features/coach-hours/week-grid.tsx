import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { type CSSProperties, useId, useRef, useState } from 'react'
import { type DraftWindow, maxWindows, windowFaults, windowOf } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { useHour12 } from './use-hour12.ts'
import { useWeekDrag } from './use-week-drag.ts'
import { addKey, useWeekEdits, type WeekGridProps } from './use-week-edits.ts'
import { drawnWindows, partsOf } from './week-drag.ts'
import classes from './week-grid.module.css'
import { WeekPart } from './week-part.tsx'
import { type Weekday, weekOrder } from './weekdays.ts'
import { WindowDialog } from './window-dialog.tsx'

const hourMarks = [0, 3, 6, 9, 12, 15, 18, 21]

/** A week on which hours are drawn, moved and resized by pointer and by keys; on a phone one day of it. */
export function WeekGrid(props: WeekGridProps) {
  const t = useHoursText()
  const hintId = useId()
  const frame = useRef<HTMLDivElement>(null)
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useState<Weekday>(1)
  const [open, setOpen] = useState<string | null>(null)
  const { days } = props
  const shownDays = isNarrow ? [chosen] : weekOrder
  const windows = drawnWindows(days)
  const edits = useWeekEdits(props, frame)
  const { preview, cancel, listeners } = useWeekDrag({
    frame,
    shownDays,
    windows,
    newKey: () => windowOf('', '').key,
    onDrop: edits.drop,
    onOpen: setOpen,
    onSwipe: (by) => setChosen(weekOrder[(weekOrder.indexOf(chosen) + by + 7) % 7] ?? chosen),
  })
  const shown = preview ? [...windows.filter(({ key }) => key !== preview.key), preview] : windows
  const faulty = new Set(days.flatMap((day) => [...windowFaults(day).keys()]))
  return (
    <div onKeyDown={(event) => event.key === 'Escape' && cancel()}>
      {isNarrow ? <DayTabs days={days} chosen={chosen} onChoose={setChosen} /> : null}
      <div className={classes.grid} style={{ '--days': shownDays.length } as CSSProperties}>
        <DayHeads days={days} shownDays={shownDays} onAdd={edits.add} />
        <HourMarks />
        {/* What is in it are buttons; drawing by pointer has its equal in the buttons that add. */}
        <div
          ref={frame}
          className={classes.frame}
          role="group"
          aria-label={t('grid')}
          aria-describedby={hintId}
          data-dragging={preview !== null}
          {...listeners}
        >
          {shown.flatMap(partsOf).map((part) => {
            const column = shownDays.findIndex((day) => day === part.day)
            if (column < 0) return null
            return (
              <WeekPart
                key={`${part.window.key}${part.isTail ? '-tail' : ''}`}
                part={part}
                column={column}
                isFaulty={faulty.has(part.window.key)}
                onOpen={() => setOpen(part.window.key)}
                onKey={(event) => setChosen((edits.pressKey(event, part.window)?.day ?? chosen) as Weekday)}
              />
            )
          })}
        </div>
      </div>
      <p id={hintId} className={classes.hint}>
        {t(isNarrow ? 'gridHintTouch' : 'gridHint')}
      </p>
      <OpenDay days={days} openKey={open} onChange={props.onChange} onClose={() => setOpen(null)} />
    </div>
  )
}

function OpenDay(props: {
  days: DraftWindow[][]
  openKey: string | null
  onChange: (days: DraftWindow[][]) => void
  onClose: () => void
}) {
  const t = useHoursText()
  const day = props.days.findIndex((windows) => windows.some(({ key }) => key === props.openKey))
  if (props.openKey === null || day < 0) return null
  return (
    <WindowDialog
      day={t(`day${day as Weekday}`)}
      windows={props.days[day] ?? []}
      focusKey={props.openKey}
      onChange={(changed) => props.onChange(props.days.map((windows, on) => (on === day ? changed : windows)))}
      onClose={props.onClose}
    />
  )
}

function DayHeads(props: { days: DraftWindow[][]; shownDays: readonly Weekday[]; onAdd: (day: Weekday) => void }) {
  const t = useHoursText()
  const isAlone = props.shownDays.length === 1
  return (
    <div className={classes.heads}>
      {props.shownDays.map((day) => (
        <div key={day} className={classes.head}>
          <span aria-hidden>{t(isAlone ? `day${day}` : `short${day}`)}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={isAlone ? 38 : 28}
            data-key={addKey(day)}
            aria-label={t('addWindow', { day: t(`day${day}`) })}
            disabled={(props.days[day]?.length ?? 0) >= maxWindows}
            onClick={() => props.onAdd(day)}
          >
            <IconPlus size={17} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
    </div>
  )
}

function HourMarks() {
  const hour12 = useHour12()
  const name = (hour: number) =>
    hour12 ? `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? 'am' : 'pm'}` : `${hour}:00`
  return (
    <div className={classes.marks} aria-hidden>
      {hourMarks.map((hour) => (
        <span key={hour} style={{ '--from': hour / 24 } as CSSProperties}>
          {name(hour)}
        </span>
      ))}
    </div>
  )
}

function DayTabs(props: { days: DraftWindow[][]; chosen: Weekday; onChoose: (day: Weekday) => void }) {
  const t = useHoursText()
  return (
    <div className={classes.tabs} role="group" aria-label={t('dayShown')}>
      {weekOrder.map((day) => (
        <button
          key={day}
          type="button"
          className={classes.tab}
          aria-pressed={day === props.chosen}
          data-open={(props.days[day]?.length ?? 0) > 0}
          onClick={() => props.onChoose(day)}
        >
          {t(`short${day}`)}
        </button>
      ))}
    </div>
  )
}
