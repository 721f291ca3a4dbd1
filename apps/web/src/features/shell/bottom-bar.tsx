import { useSession } from '../../lib/session.ts'
import { PlainLink } from '../../ui/link.tsx'
import { sectionsOf } from './navigation.ts'
import classes from './shell.module.css'
import { useShellText } from './text.ts'

/** On a phone, the sections at the bottom, under the thumb. Guests have only one and need no bar. */
export function BottomBar() {
  const t = useShellText()
  const session = useSession()
  if (session.status !== 'signed-in') return null
  return (
    <nav className={classes.bottomBar} aria-label={t('phoneNav')}>
      {sectionsOf(session).map(({ to, short, icon: Icon }) => (
        <PlainLink key={to} to={to} className={classes.bottomLink} activeProps={{ 'aria-current': 'page' }}>
          <Icon size={22} stroke={1.7} aria-hidden />
          {t(short)}
        </PlainLink>
      ))}
    </nav>
  )
}
