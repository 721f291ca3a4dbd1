import type { Notice } from '@ecc/contracts/notifications'
import { ActionIcon, Text } from '@mantine/core'
import {
  IconAlarm,
  IconCalendarEvent,
  IconCheck,
  IconCoins,
  IconHeadset,
  IconStar,
  IconUserCircle,
} from '@tabler/icons-react'
import { distanceText } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { PlainLink } from '../../ui/link.tsx'
import classes from './notices.module.css'
import { useNoticesText } from './text.ts'

const icons = {
  booking: IconCalendarEvent,
  payment: IconCoins,
  reminder: IconAlarm,
  rating: IconStar,
  coach: IconHeadset,
  account: IconUserCircle,
}

/** One notice; the whole of it is the link to where it leads. */
export function NoticeItem({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const t = useNoticesText()
  const isUnread = notice.readAt === null
  const Icon = icons[notice.kind]
  const path = notice.link?.startsWith('/') ? notice.link : null
  const read = () => {
    if (isUnread) onRead()
  }
  return (
    <li className={classes.notice} data-unread={isUnread}>
      <span className={classes.icon} aria-hidden>
        <Icon size={20} stroke={1.7} />
      </span>
      <div className={classes.words}>
        {path === null ? (
          <Text fw={620}>{notice.title}</Text>
        ) : (
          // The server's paths are this app's own; the router finds the page or shows that there is none.
          <PlainLink to={path as '/'} className={classes.link} onClick={read}>
            {notice.title}
          </PlainLink>
        )}
        <Text size="sm" c="var(--text-soft)">
          {notice.body}
        </Text>
        <Age notice={notice} />
      </div>
      {isUnread ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          className={classes.tick}
          aria-label={t('markRead', { title: notice.title })}
          onClick={onRead}
        >
          <IconCheck size={18} stroke={1.7} />
        </ActionIcon>
      ) : null}
    </li>
  )
}

function Age({ notice }: { notice: Notice }) {
  const t = useNoticesText()
  const times = useTimes()
  const nowMs = useNow(60_000)
  return (
    <Text size="sm" c="dimmed">
      {notice.readAt === null ? (
        <Text span size="sm" fw={620} c="var(--accent-text)">
          {t('unread')} ·{' '}
        </Text>
      ) : null}
      {t(notice.kind)} ·{' '}
      <time dateTime={notice.createdAt} title={times.dayTime(notice.createdAt)}>
        {distanceText(notice.createdAt, nowMs, times.locale)}
      </time>
    </Text>
  )
}
