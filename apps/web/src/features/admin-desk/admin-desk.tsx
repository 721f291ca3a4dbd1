import { Outlet } from '@tanstack/react-router'
import { SkipLink } from '../../ui/skip-link.tsx'
import classes from './admin-desk.module.css'
import { AdminNav } from './admin-nav.tsx'
import { useAdminDeskText } from './text.ts'

/** What surrounds every page of the staff: the way to all the others, and the page. */
export function AdminDesk() {
  const t = useAdminDeskText()
  return (
    <div className={classes.desk}>
      <SkipLink to="page">{t('skip')}</SkipLink>
      <div className={classes.nav}>
        <AdminNav />
      </div>
      <div id="page" tabIndex={-1} className={classes.page}>
        <Outlet />
      </div>
    </div>
  )
}
