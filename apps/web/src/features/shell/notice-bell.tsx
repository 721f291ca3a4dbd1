import { listNotices } from '@ecc/contracts/notifications'
import { IconBell } from '@tabler/icons-react'
import { useApiQuery } from '../../lib/api.ts'
import { useLiveInterval } from '../../lib/live.ts'
import { CountBadge } from '../../ui/count-badge.tsx'
import { PlainLink } from '../../ui/link.tsx'
import classes from './shell.module.css'
import { useShellText } from './text.ts'

/** The bell with the number of unread notices. */
export function NoticeBell() {
  const t = useShellText()
  const notices = useApiQuery(listNotices, { query: { limit: 1 } }, { refetchInterval: useLiveInterval() })
  const unread = notices.data?.unread ?? 0
  return (
    <PlainLink
      to="/notifications"
      className={classes.bell}
      aria-label={unread > 0 ? t('noticesUnread', { count: unread }) : t('notices')}
    >
      <IconBell size={21} stroke={1.7} aria-hidden />
      {unread > 0 ? (
        <span className={classes.unread}>
          <CountBadge figure={unread > 99 ? '99+' : unread} />
        </span>
      ) : null}
    </PlainLink>
  )
}
