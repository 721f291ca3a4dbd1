import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { readingOf, showReading } from './clock-reading.ts'
import { type DraftWindow, maxWindows, nextWindow } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { useHour12 } from './use-hour12.ts'
import { type DrawnWindow, drawnWindows, joined, keyed, without, withWindow } from './week-drag.ts'
import type { Weekday } from './weekdays.ts'

export interface WeekGridProps {
  days: DraftWindow[][]
  onChange: (days: DraftWindow[][]) => void
  /** Has a change read out. */
  announce: (text: string) => void
}

/** What can be done to the week's windows: each change is read out, and the focus goes with it. */
export function useWeekEdits({ days, onChange, announce }: WeekGridProps, frame: RefObject<HTMLElement | null>) {
  const t = useHoursText()
  const nameOf = useWindowName()
  const focus = useFocusLater(frame)
  const place = (given: DrawnWindow, swallowed: string[], words: string) => {
    const next = withWindow(without(days, swallowed), given)
    if (next === null) return announce(t('dayFull', { day: t(`day${given.day as Weekday}`), count: maxWindows }))
    onChange(next)
    announce(words)
    focus(given.key)
  }
  const remove = (removed: DrawnWindow) => {
    onChange(without(days, [removed.key]))
    announce(t('sayRemoved', { window: nameOf(removed) }))
    const neighbour = drawnWindows(days).findLast(({ day, key }) => day === removed.day && key !== removed.key)
    focus(neighbour?.key ?? addKey(removed.day))
  }
  return {
    /** Puts a window where the pointer left it; it grows over those it overlaps there. */
    drop: (given: DrawnWindow) => {
      const { window, swallowed } = joined(days, given)
      place(window, swallowed, swallowed.length > 0 ? t('sayJoined', { window: nameOf(window) }) : nameOf(window))
    },
    add: (day: number) => {
      const added = nextWindow(days[day] ?? [])
      const [window] = drawnWindows(days.map((_, on) => (on === day ? [added] : [])))
      if (window) place(window, [], nameOf(window))
    },
    /** Does what a key says to a window; answers where the window went, null when the key says nothing. */
    pressKey: (event: KeyboardEvent, window: DrawnWindow): DrawnWindow | null => {
      const isRemoval = event.key === 'Delete' || event.key === 'Backspace'
      const moved = isRemoval ? window : keyed(window, event.key, event.shiftKey)
      if (!moved) return null
      event.preventDefault()
      if (isRemoval) remove(window)
      else place(moved, [], nameOf(moved))
      return moved
    },
  }
}

/** The `data-key` of the button that adds hours to a day. */
export function addKey(day: number): string {
  return `add-${day}`
}

/** "Monday, 18:00 – 22:00", with the words that are seen. */
export function useWindowName() {
  const t = useHoursText()
  const reading = useReading()
  return ({ day, from, to }: DrawnWindow) => {
    const words = { day: t(`day${day as Weekday}`), from: reading(from), to: reading(to) }
    return t(to > 1440 ? 'windowNight' : 'window', words)
  }
}

/** Minutes of a day, or of the next, as the viewer's clock shows them. */
export function useReading() {
  const hour12 = useHour12()
  return (minutes: number) => showReading(readingOf(minutes > 1440 ? minutes - 1440 : minutes), hour12)
}

/** Gives the focus to what has this key, once it is there. */
function useFocusLater(frame: RefObject<HTMLElement | null>) {
  const [wanted, setWanted] = useState<{ key: string } | null>(null)
  useEffect(() => {
    if (!wanted) return
    const grid = frame.current?.parentElement
    grid?.querySelector<HTMLElement>(`[data-key="${wanted.key}"]:not([data-tail="true"])`)?.focus()
  }, [wanted, frame])
  return (key: string) => setWanted({ key })
}
