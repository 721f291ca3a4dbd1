/** Windows drawn on the week: where a drag or a key takes one. Pure; minutes count from midnight of the window's day. */
import { readingOf } from './clock-reading.ts'
import { type DraftWindow, maxWindows, spanOf, windowOf } from './hours-draft.ts'
import { weekOrder } from './weekdays.ts'

/** A window as drawn. `to` is past 1440 where it goes on after midnight. */
export interface DrawnWindow {
  key: string
  /** 0 = Sunday. */
  day: number
  from: number
  to: number
}

/** The part of a window that lies on one day; the tail is what lies after midnight. */
export interface DrawnPart {
  window: DrawnWindow
  day: number
  from: number
  to: number
  isTail: boolean
}

/** A place on the week: a day and minutes on it, past its ends where the pointer is. */
export interface WeekPoint {
  day: number
  minute: number
}

/** What a pointer does to the week. `grabbed` is how far below the window's start it was taken. */
export type Gesture =
  | { kind: 'draw'; key: string; anchor: WeekPoint }
  | { kind: 'move'; window: DrawnWindow; grabbed: number; isTail: boolean }
  | { kind: 'start' | 'end'; window: DrawnWindow; isTail: boolean }

type Days = readonly (readonly DraftWindow[])[]

export const snapMinutes = 15
const dayMinutes = 24 * 60
/** What a click without a drag draws. */
const clickMinutes = 60

/** All windows that can be drawn; those whose times are still no times cannot. */
export function drawnWindows(days: Days): DrawnWindow[] {
  return days.flatMap((windows, day) =>
    windows.flatMap((window) => {
      const { from, to } = spanOf(window)
      return Number.isNaN(from + to) ? [] : [{ key: window.key, day, from, to }]
    }),
  )
}

/** The window on its day, and what of it lies on the next. */
export function partsOf(window: DrawnWindow): DrawnPart[] {
  const { day, from, to } = window
  const first = { window, day, from, to: Math.min(to, dayMinutes), isTail: false }
  if (to <= dayMinutes) return [first]
  return [first, { window, day: (day + 1) % 7, from: 0, to: to - dayMinutes, isTail: true }]
}

/** What the gesture makes of its window when the pointer is at this place. */
export function dragged(gesture: Gesture, at: WeekPoint): DrawnWindow {
  if (gesture.kind === 'draw') return drawn(gesture.key, gesture.anchor, at.minute)
  const { window, isTail } = gesture
  // A tail is on the day after: the pointer there is a day further on the window's own.
  const day = isTail ? (at.day + 6) % 7 : at.day
  const minute = isTail ? at.minute + dayMinutes : at.minute
  if (gesture.kind === 'move') return movedTo(window, day, snap(minute - gesture.grabbed))
  if (gesture.kind === 'start') return startingAt(window, snap(at.minute))
  return endingAt(window, snap(at.day === (window.day + 1) % 7 ? at.minute + dayMinutes : at.minute))
}

/** From where the pointer went down to where it is, either way; an hour when it stayed. */
function drawn(key: string, anchor: WeekPoint, minute: number): DrawnWindow {
  const [above, below] = anchor.minute < minute ? [anchor.minute, minute] : [minute, anchor.minute]
  const from = within(0, dayMinutes - snapMinutes, snapDown(above))
  const stayed = below - above < snapMinutes
  return endingAt({ key, day: anchor.day, from, to: from }, stayed ? from + clickMinutes : snap(below))
}

/** The window as long as it was, with its start on that day. */
export function movedTo(window: DrawnWindow, day: number, minute: number): DrawnWindow {
  const from = within(0, dayMinutes - snapMinutes, minute)
  return { ...window, day, from, to: from + Math.min(window.to - window.from, longestFrom(from)) }
}

/** The window with another start and the same end. */
export function startingAt(window: DrawnWindow, minute: number): DrawnWindow {
  const latest = Math.min(window.to, dayMinutes) - snapMinutes
  const from = within(0, Math.max(0, latest), Math.max(minute, window.to - dayMinutes + snapMinutes))
  return { ...window, from: window.to === dayMinutes && minute <= 0 ? 0 : from }
}

/** The window with another end and the same start. */
export function endingAt(window: DrawnWindow, minute: number): DrawnWindow {
  const { from } = window
  return { ...window, to: within(from + snapMinutes, from + longestFrom(from), minute) }
}

/** Arrow keys move a window by a quarter of an hour or a day; with Shift, up and down move its end. Null for other keys. */
export function keyed(window: DrawnWindow, key: string, isShift: boolean): DrawnWindow | null {
  const isDown = key === 'ArrowDown'
  if (isDown || key === 'ArrowUp') {
    return isShift
      ? endingAt(window, nextSnap(window.to, isDown))
      : movedTo(window, window.day, nextSnap(window.from, isDown))
  }
  if (isShift || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return null
  const place = weekOrder.findIndex((day) => day === window.day) + (key === 'ArrowRight' ? 1 : -1)
  return { ...window, day: weekOrder[place] ?? window.day }
}

/** The days with this window where it is now: changed, moved to another day, or added. Null when that day is full. */
export function withWindow(days: Days, window: DrawnWindow): DraftWindow[][] | null {
  const times = {
    start: readingOf(window.from),
    end: readingOf(window.to > dayMinutes ? window.to - dayMinutes : window.to),
  }
  const changed = { ...windowOf(times.start, times.end), key: window.key }
  const next = days.map((windows, day) => {
    if (day !== window.day) return windows.filter(({ key }) => key !== window.key)
    return windows.some(({ key }) => key === window.key)
      ? windows.map((other) => (other.key === window.key ? changed : other))
      : [...windows, changed]
  })
  return (next[window.day]?.length ?? 0) > maxWindows ? null : next
}

/** The window grown over those of its day that it overlaps, with their keys. */
export function joined(days: Days, window: DrawnWindow): { window: DrawnWindow; swallowed: string[] } {
  const others = drawnWindows(days).filter(({ key, day }) => day === window.day && key !== window.key)
  let grown = window
  const swallowed: string[] = []
  for (const other of others.toSorted((one, another) => one.from - another.from)) {
    if (other.from >= grown.to || other.to <= grown.from) continue
    const from = Math.min(grown.from, other.from)
    grown = { ...grown, from, to: Math.min(Math.max(grown.to, other.to), from + longestFrom(from)) }
    swallowed.push(other.key)
  }
  return { window: grown, swallowed }
}

/** The days without the windows of these keys. */
export function without(days: Days, keys: readonly string[]): DraftWindow[][] {
  return days.map((windows) => windows.filter(({ key }) => !keys.includes(key)))
}

/** A whole day is 00:00 to 24:00; any other window of 24 h would start and end at the same reading. */
function longestFrom(from: number): number {
  return from === 0 ? dayMinutes : dayMinutes - snapMinutes
}

function snap(minute: number): number {
  return Math.round(minute / snapMinutes) * snapMinutes
}

function snapDown(minute: number): number {
  return Math.floor(minute / snapMinutes) * snapMinutes
}

/** The next quarter of an hour, also from a time between two. */
function nextSnap(minute: number, isLater: boolean): number {
  return isLater ? snapDown(minute) + snapMinutes : -snapDown(-minute) - snapMinutes
}

function within(least: number, most: number, value: number): number {
  return Math.min(Math.max(value, least), most)
}
