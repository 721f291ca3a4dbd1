import classes from './logo.module.css'

/** The mark, two stacked rank chevrons, with the name beside it where there is room. */
export function Logo() {
  return (
    <span className={classes.logo}>
      <svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
        <path d="M3 13.5 14 4l11 9.5V19L14 9.8 3 19z" fill="var(--accent-mark)" />
        <path d="M3 22.5 14 13l11 9.5V27L14 18.2 3 27z" fill="var(--accent-mark)" fillOpacity="0.5" />
      </svg>
      <span className={classes.name}>
        Esport <b>Coach</b> Connect
      </span>
    </span>
  )
}
