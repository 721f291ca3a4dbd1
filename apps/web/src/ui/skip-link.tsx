import classes from './skip-link.module.css'

/** The first thing a keyboard meets before what repeats on every page: a way past it, to the element with the id `to`. */
export function SkipLink({ to, children }: { to: string; children: string }) {
  return (
    <a className={classes.skip} href={`#${to}`}>
      {children}
    </a>
  )
}
