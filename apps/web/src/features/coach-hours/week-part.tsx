import type { CSSProperties, KeyboardEvent } from 'react'
import { useReading, useWindowName } from './use-week-edits.ts'
import type { DrawnPart } from './week-drag.ts'
import classes from './week-grid.module.css'

/** Shorter ones have their times in smaller letters. */
const roomyMinutes = 45

/** A window on its day, with edges to pull; after midnight only its tail, which keys and screen readers pass by. */
export function WeekPart(props: {
  part: DrawnPart
  column: number
  isFaulty: boolean
  onOpen: () => void
  onKey: (event: KeyboardEvent) => void
}) {
  const reading = useReading()
  const nameOf = useWindowName()
  const { window, from, to, isTail } = props.part
  const shared = {
    className: classes.part,
    style: { '--column': props.column, '--from': from / 1440, '--length': (to - from) / 1440 } as CSSProperties,
    'data-key': window.key,
    'data-faulty': props.isFaulty || undefined,
    'data-length': to - from < roomyMinutes ? 'short' : undefined,
  }
  const end = <span className={classes.edge} data-edge="end" />
  if (isTail) {
    return (
      <div {...shared} data-tail="true" aria-hidden>
        <span className={classes.times}>{`– ${reading(window.to)}`}</span>
        {end}
      </div>
    )
  }
  return (
    <button
      {...shared}
      type="button"
      aria-label={nameOf(window)}
      // Pointers open it by their press, which may turn out to be a drag.
      onClick={(event) => event.detail === 0 && props.onOpen()}
      onKeyDown={props.onKey}
    >
      <span className={classes.edge} data-edge="start" />
      <span className={classes.times}>{`${reading(window.from)} – ${reading(window.to)}`}</span>
      {window.to <= 1440 ? end : null}
    </button>
  )
}
