import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { readingOf, showReading } from './clock-reading.ts'
import { type DraftWindow, maxWindows, nextWindow, windowFaults, windowOf } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { useHour12 } from './use-hour12.ts'
import { useWeekDrag } from './use-week-drag.ts'
import {
  type DrawnPart,
  type DrawnWindow,
  drawnWindows,
  joined,
  keyed,
  partsOf,
  without,
  withWindow,
} from './week-drag.ts'
import classes from './week-grid.module.css'
import { type Weekday, weekOrder } from './weekdays.ts'
import { WindowDialog } from './window-dialog.tsx'

const hourMarks = [0, 3, 6, 9, 12, 15, 18, 21]

/** A week on which hours are drawn, moved and resized by pointer and by keys; on a phone one day of it. */
export function WeekGrid(props: {
  days: DraftWindow[][]
  onChange: (days: DraftWindow[][]) => void
  /** Has a change read out. */
  announce: (text: string) => void
}) {
  const t = useHoursText()
  const hintId = useId()
  const frame = useRef<HTMLDivElement>(null)
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useState<Weekday>(1)
  const [open, setOpen] = useState<string | null>(null)
  const shownDays = isNarrow ? [chosen] : weekOrder
  const windows = drawnWindows(props.days)
  const nameOf = useWindowName()
  const focusWindow = useFocusLater(frame)
  const name = (day: number) => t(`day${day as Weekday}`)

  const place = (given: DrawnWindow, joins: boolean) => {
    const { window, swallowed } = joins ? joined(props.days, given) : { window: given, swallowed: [] }
    const days = withWindow(without(props.days, swallowed), window)
    if (days === null) return props.announce(t('dayFull', { day: name(window.day), count: maxWindows }))
    props.onChange(days)
    props.announce(swallowed.length > 0 ? t('sayJoined', { window: nameOf(window) }) : nameOf(window))
    setChosen(window.day as Weekday)
    focusWindow(window.key)
  }
  const add = (day: Weekday) => {
    const added = nextWindow(props.days[day] ?? [])
    const [drawn] = drawnWindows(props.days.map((_, on) => (on === day ? [added] : [])))
    if (drawn) place(drawn, false)
  }
  const remove = (window: DrawnWindow) => {
    props.onChange(without(props.days, [window.key]))
    props.announce(t('sayRemoved', { window: nameOf(window) }))
    const next = windows.filter(({ day, key }) => day === window.day && key !== window.key).at(-1)
    focusWindow(next?.key ?? `add-${window.day}`)
  }
  const drag = useWeekDrag({
    frame,
    shownDays,
    windows,
    newKey: () => windowOf('', '').key,
    onDrop: (window) => place(window, true),
    onOpen: setOpen,
    onSwipe: (by) => setChosen(weekOrder[(weekOrder.indexOf(chosen) + by + 7) % 7] ?? chosen),
  })
  const onKey = (event: KeyboardEvent, window: DrawnWindow) => {
    if (event.key === 'Delete' || event.key === 'Backspace') remove(window)
    else {
      const moved = keyed(window, event.key, event.shiftKey)
      if (!moved) return
      place(moved, false)
    }
    event.preventDefault()
  }
  const dragging = drag.preview
  const shown = dragging ? [...windows.filter(({ key }) => key !== dragging.key), dragging] : windows
  const faulty = new Set(props.days.flatMap((day) => [...windowFaults(day).keys()]))
  const openWindow = windows.find(({ key }) => key === open)
  return (
    <div onKeyDown={(event) => event.key === 'Escape' && drag.cancel()}>
      {isNarrow ? <DayTabs days={props.days} chosen={chosen} onChoose={setChosen} /> : null}
      <div className={classes.grid} style={{ '--days': shownDays.length } as React.CSSProperties}>
        <div className={classes.heads}>
          {shownDays.map((day) => (
            <div key={day} className={classes.head}>
              <span aria-hidden>{t(isNarrow ? `day${day}` : `short${day}`)}</span>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={isNarrow ? 38 : 28}
                data-key={`add-${day}`}
                aria-label={t('addWindow', { day: name(day) })}
                disabled={(props.days[day]?.length ?? 0) >= maxWindows}
                onClick={() => add(day)}
              >
                <IconPlus size={17} stroke={1.7} />
              </ActionIcon>
            </div>
          ))}
        </div>
        <HourMarks />
        {/* The windows in it are buttons with keys of their own; drawing by pointer has its equal in the add buttons. */}
        <div
          ref={frame}
          className={classes.frame}
          role="group"
          aria-label={t('grid')}
          aria-describedby={hintId}
          data-dragging={dragging !== null}
          {...drag.listeners}
        >
          {shown
            .flatMap(partsOf)
            .filter(({ day }) => shownDays.some((one) => one === day))
            .map((part) => (
              <Part
                key={`${part.window.key}${part.isTail ? '-tail' : ''}`}
                part={part}
                column={shownDays.findIndex((day) => day === part.day)}
                name={nameOf(part.window)}
                isFaulty={faulty.has(part.window.key)}
                onOpen={() => setOpen(part.window.key)}
                onKey={(event) => onKey(event, part.window)}
              />
            ))}
        </div>
      </div>
      <p id={hintId} className={classes.hint}>
        {t(isNarrow ? 'gridHintTouch' : 'gridHint')}
      </p>
      {openWindow ? (
        <WindowDialog
          day={name(openWindow.day)}
          windows={props.days[openWindow.day] ?? []}
          focusKey={openWindow.key}
          onChange={(changed) => props.onChange(props.days.map((day, on) => (on === openWindow.day ? changed : day)))}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </div>
  )
}

/** "Monday, 18:00 to 22:00" */
function useWindowName() {
  const t = useHoursText()
  const hour12 = useHour12()
  const reading = (minutes: number) => showReading(readingOf(minutes > 1440 ? minutes - 1440 : minutes), hour12)
  return ({ day, from, to }: DrawnWindow) => {
    const times = { day: t(`day${day as Weekday}`), from: reading(from), to: reading(to) }
    return t(to > 1440 ? 'windowNight' : 'window', times)
  }
}

/** Gives the focus to what has this key, once it is there. */
function useFocusLater(frame: React.RefObject<HTMLElement | null>) {
  const [wanted, setWanted] = useState<{ key: string } | null>(null)
  useEffect(() => {
    if (!wanted) return
    const within = frame.current?.parentElement
    within?.querySelector<HTMLElement>(`[data-key="${wanted.key}"]:not([data-tail="true"])`)?.focus()
  }, [wanted, frame])
  return (key: string) => setWanted({ key })
}

function Part(props: {
  part: DrawnPart
  column: number
  name: string
  isFaulty: boolean
  onOpen: () => void
  onKey: (event: KeyboardEvent) => void
}) {
  const hour12 = useHour12()
  const { window, from, to, isTail } = props.part
  const place = {
    '--column': props.column,
    '--from': from / 1440,
    '--length': (to - from) / 1440,
  } as React.CSSProperties
  const short = (minutes: number) => showReading(readingOf(minutes > 1440 ? minutes - 1440 : minutes), hour12)
  const content = (
    <>
      {isTail ? null : <span className={classes.edge} data-edge="start" />}
      <span className={classes.times}>
        {isTail ? `– ${short(window.to)}` : `${short(window.from)} – ${short(window.to)}`}
      </span>
      {isTail || window.to <= 1440 ? <span className={classes.edge} data-edge="end" /> : null}
    </>
  )
  const shared = {
    className: classes.part,
    style: place,
    'data-key': window.key,
    'data-faulty': props.isFaulty || undefined,
    'data-length': to - from < 45 ? 'short' : undefined,
  }
  if (isTail) {
    return (
      <div {...shared} data-tail="true" aria-hidden>
        {content}
      </div>
    )
  }
  return (
    <button
      {...shared}
      type="button"
      aria-label={props.name}
      aria-invalid={props.isFaulty || undefined}
      // Pointers open it by their press, which may turn out to be a drag.
      onClick={(event) => event.detail === 0 && props.onOpen()}
      onKeyDown={props.onKey}
    >
      {content}
    </button>
  )
}

function HourMarks() {
  const hour12 = useHour12()
  return (
    <div className={classes.marks} aria-hidden>
      {hourMarks.map((hour) => (
        <span key={hour} style={{ '--from': hour / 24 } as React.CSSProperties}>
          {hour12 ? `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? 'am' : 'pm'}` : readingOf(hour * 60)}
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
          aria-label={t(`day${day}`)}
          data-open={(props.days[day]?.length ?? 0) > 0}
          onClick={() => props.onChoose(day)}
        >
          {t(`short${day}`)}
        </button>
      ))}
    </div>
  )
}
