import { PlainLink } from './link.tsx'
import classes from './link-tabs.module.css'

/** The pages of one section side by side, as links; the one at hand is marked. Scrolls sideways on a phone. */
export function LinkTabs(props: { label: string; items: readonly { to: string; text: string }[] }) {
  return (
    <nav className={classes.tabs} aria-label={props.label}>
      {props.items.map(({ to, text }) => (
        <PlainLink
          key={to}
          // The paths come from the caller as data; the router checks them where they are written.
          to={to as '/'}
          className={classes.tab}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {text}
        </PlainLink>
      ))}
    </nav>
  )
}
