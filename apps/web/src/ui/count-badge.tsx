import classes from './count-badge.module.css'

/** A short figure about what it stands beside; its words for a screen reader are where it is used. */
export function CountBadge({ figure }: { figure: string | number }) {
  return (
    <span className={`${classes.badge} figures`} aria-hidden>
      {figure}
    </span>
  )
}
