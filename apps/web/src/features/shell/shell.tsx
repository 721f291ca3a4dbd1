import { Outlet, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useSession } from '../../lib/session.ts'
import { TextLink } from '../../ui/link.tsx'
import { SkipLink } from '../../ui/skip-link.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { EmailBanner } from './email-banner.tsx'
import { Header } from './header.tsx'
import classes from './shell.module.css'
import { useShellText } from './text.ts'

/** What surrounds every page: skip link, header, the page, footer, and on a phone the bar at the bottom. */
export function Shell({ children }: { children?: ReactNode }) {
  const t = useShellText()
  const { status } = useSession()
  const main = useRef<HTMLElement>(null)
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef(pathname)
  useEffect(() => {
    const arrived = before.current !== undefined && before.current !== pathname
    before.current = pathname
    if (arrived) main.current?.focus({ preventScroll: true })
  }, [pathname])
  return (
    <div className={classes.frame} data-bar={status === 'signed-in'}>
      <SkipLink to="main">{t('skip')}</SkipLink>
      <Header />
      <EmailBanner />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        {children ?? <Outlet />}
      </main>
      <footer className={classes.footer}>
        <span>{t('footer')}</span>
        <nav aria-label={t('footerNav')} className={classes.footerNav}>
          <TextLink to="/coaches" size="sm" c="dimmed">
            {t('find')}
          </TextLink>
          <TextLink to="/gift-cards" size="sm" c="dimmed">
            {t('giftCards')}
          </TextLink>
          {status === 'signed-in' ? null : (
            <TextLink to="/signup" search={{ role: 'coach' }} size="sm" c="dimmed">
              {t('becomeCoach')}
            </TextLink>
          )}
        </nav>
      </footer>
      <BottomBar />
    </div>
  )
}
