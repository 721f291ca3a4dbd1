import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { type DrawnWindow, dragged, type Gesture, type WeekPoint } from './week-drag.ts'

/** How far a mouse moves before it is a drag, and a finger before it is no tap. */
const slackPx = { mouse: 4, touch: 10 }
/** How long a finger rests before it drags instead of scrolling. */
const holdMs = 300
const swipePx = 48

interface Press {
  pointerId: number
  isTouch: boolean
  x: number
  y: number
  at: WeekPoint
  gesture: Gesture
  isDragging: boolean
  hold: ReturnType<typeof setTimeout> | undefined
}

export interface WeekDrag {
  /** Has the windows in it, each with its key in `data-key`; its height is a day, its width the shown days. */
  frame: RefObject<HTMLElement | null>
  shownDays: readonly number[]
  windows: readonly DrawnWindow[]
  newKey: () => string
  onDrop: (window: DrawnWindow) => void
  /** A click or tap on a window. */
  onOpen: (key: string) => void
  /** A finger went sideways: 1 towards later days, -1 towards earlier ones. */
  onSwipe: (days: 1 | -1) => void
}

/** Draws, moves and resizes windows by mouse, pen and finger; answers the window being dragged, and what listens. */
export function useWeekDrag(drag: WeekDrag) {
  const [preview, setPreview] = useState<DrawnWindow | null>(null)
  const press = useRef<Press | null>(null)
  const end = () => {
    clearTimeout(press.current?.hold)
    press.current = null
    setPreview(null)
  }
  useScrollLock(drag.frame, press)

  const start = (made: Press) => {
    made.isDragging = true
    drag.frame.current?.setPointerCapture(made.pointerId)
    setPreview(dragged(made.gesture, made.at))
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || !event.isPrimary || press.current) return
    const at = pointAt(event, drag)
    const gesture = at && gestureAt(event, at, drag)
    if (!at || !gesture) return
    const isTouch = event.pointerType === 'touch'
    const made: Press = {
      pointerId: event.pointerId,
      isTouch,
      x: event.clientX,
      y: event.clientY,
      at,
      gesture,
      isDragging: false,
      hold: isTouch ? setTimeout(() => start(made), holdMs) : undefined,
    }
    press.current = made
    if (isTouch && isResize(gesture)) start(made)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const made = press.current
    if (made?.pointerId !== event.pointerId) return
    const at = pointAt(event, drag)
    if (!at) return
    const moved = distance(event, made) > slackPx[made.isTouch ? 'touch' : 'mouse']
    if (!made.isDragging && moved && made.isTouch) clearTimeout(made.hold)
    else if (!made.isDragging && moved) start(made)
    if (made.isDragging) setPreview(dragged(made.gesture, at))
  }
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const made = press.current
    if (made?.pointerId !== event.pointerId) return
    const at = pointAt(event, drag) ?? made.at
    end()
    if (made.isDragging) return drag.onDrop(dragged(made.gesture, at))
    const sideways = event.clientX - made.x
    if (made.isTouch && distance(event, made) > slackPx.touch) {
      if (Math.abs(sideways) > swipePx) drag.onSwipe(sideways < 0 ? 1 : -1)
    } else if (made.gesture.kind === 'draw') drag.onDrop(dragged(made.gesture, made.at))
    else drag.onOpen(made.gesture.window.key)
  }
  return { preview, cancel: end, listeners: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end } }
}

/** While a finger drags, the page must not scroll; only a listener that is not passive can say so. */
function useScrollLock(frame: RefObject<HTMLElement | null>, press: RefObject<Press | null>): void {
  useEffect(() => {
    const element = frame.current
    const stay = (event: TouchEvent) => {
      if (press.current?.isDragging && event.cancelable) event.preventDefault()
    }
    element?.addEventListener('touchmove', stay, { passive: false })
    return () => element?.removeEventListener('touchmove', stay)
  }, [frame, press])
}

function pointAt(event: PointerEvent, { frame, shownDays }: WeekDrag): WeekPoint | null {
  const box = frame.current?.getBoundingClientRect()
  if (!box) return null
  const column = Math.floor(((event.clientX - box.left) / box.width) * shownDays.length)
  const day = shownDays[Math.min(Math.max(column, 0), shownDays.length - 1)]
  return day === undefined ? null : { day, minute: ((event.clientY - box.top) / box.height) * 1440 }
}

/** What a press there begins: on a window or one of its edges, else a new window. */
function gestureAt(event: PointerEvent, at: WeekPoint, { windows, newKey }: WeekDrag): Gesture | null {
  const target = event.target as HTMLElement
  const part = target.closest<HTMLElement>('[data-key]')
  if (!part) return { kind: 'draw', key: newKey(), anchor: at }
  const window = windows.find(({ key }) => key === part.dataset['key'])
  if (!window) return null
  const isTail = part.dataset['tail'] === 'true'
  const edge = target.closest<HTMLElement>('[data-edge]')?.dataset['edge']
  if (edge === 'start' || edge === 'end') return { kind: edge, window, isTail }
  return { kind: 'move', window, grabbed: at.minute + (isTail ? 1440 : 0) - window.from, isTail }
}

function isResize({ kind }: Gesture): boolean {
  return kind === 'start' || kind === 'end'
}

function distance(event: PointerEvent, { x, y }: Press): number {
  return Math.hypot(event.clientX - x, event.clientY - y)
}
