import { PlainLink } from '../../ui/link.tsx'
import classes from './my-sessions.module.css'
import { useSessionsText } from './text.ts'

/** Sessions to come, past ones, packages: which of them stands in the address. */
export function SessionTabs({ current }: { current: 'upcoming' | 'past' | 'packages' }) {
  const t = useSessionsText()
  const isCurrent = (name: typeof current) => (name === current ? 'page' : undefined)
  return (
    <nav className={classes.tabs} aria-label={t('views')}>
      <PlainLink to="/bookings" search={{}} aria-current={isCurrent('upcoming')}>
        {t('upcoming')}
      </PlainLink>
      <PlainLink to="/bookings" search={{ when: 'past' }} aria-current={isCurrent('past')}>
        {t('past')}
      </PlainLink>
      <PlainLink to="/packages" search={{}} aria-current={isCurrent('packages')}>
        {t('packages')}
      </PlainLink>
    </nav>
  )
}
