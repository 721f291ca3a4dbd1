import type { ReactNode } from 'react'
import classes from './row-list.module.css'

/** Things one below the other, a line between them: what it is on the left of each `li`, its figure or act on the right. */
export function RowList({ children }: { children: ReactNode }) {
  return <ul className={classes.rows}>{children}</ul>
}
