import { Group } from '@mantine/core'
import { useSession } from '../../lib/session.ts'
import { LinkButton, PlainLink } from '../../ui/link.tsx'
import { Logo } from '../../ui/logo.tsx'
import { AccountMenu } from './account-menu.tsx'
import { sectionsOf } from './navigation.ts'
import { NoticeBell } from './notice-bell.tsx'
import classes from './shell.module.css'
import { useShellText } from './text.ts'
import { ThemeMenu } from './theme-menu.tsx'

/** The bar at the top: home, sections by role, notices, account. */
export function Header() {
  const t = useShellText()
  const session = useSession()
  return (
    <header className={classes.header}>
      <div className={classes.headerInner}>
        <PlainLink to="/" className={classes.home} aria-label={t('home')}>
          <Logo />
        </PlainLink>
        <nav className={classes.wideNav} aria-label={t('mainNav')}>
          {sectionsOf(session).map((section) => (
            <PlainLink
              key={section.to}
              to={section.to}
              className={classes.navLink}
              activeProps={{ 'aria-current': 'page' }}
              activeOptions={{ exact: section.to === '/coach' ? false : undefined, includeSearch: false }}
            >
              {t(section.text)}
            </PlainLink>
          ))}
        </nav>
        <Group gap="xs" wrap="nowrap" ml="auto">
          {session.status === 'guest' ? <GuestActions /> : null}
          {session.status === 'signed-in' ? (
            <>
              <NoticeBell />
              <AccountMenu account={session.account} />
            </>
          ) : null}
        </Group>
      </div>
    </header>
  )
}

function GuestActions() {
  const t = useShellText()
  return (
    <>
      <LinkButton to="/signup" search={{ role: 'coach' }} variant="subtle" color="gray" visibleFrom="md" size="sm">
        {t('becomeCoach')}
      </LinkButton>
      <ThemeMenu />
      <LinkButton to="/login" variant="default" size="sm" px={{ base: 'sm', xs: 'md' }}>
        {t('logIn')}
      </LinkButton>
      <LinkButton to="/signup" size="sm" visibleFrom="xs">
        {t('signUp')}
      </LinkButton>
    </>
  )
}
