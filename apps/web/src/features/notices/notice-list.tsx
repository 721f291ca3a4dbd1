import { listNotices, readNotices } from '@ecc/contracts/notifications'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconBellOff, IconChecks } from '@tabler/icons-react'
import { useApiMutation, useApiPages } from '../../lib/api.ts'
import { useLiveInterval } from '../../lib/live.ts'
import { messageOf } from '../../lib/message.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { EmptyState, FormError, LoadingLines } from '../../ui/states.tsx'
import { NoticeItem } from './notice-item.tsx'
import classes from './notices.module.css'
import { useNoticesText } from './text.ts'

/** All notices, newest first; opening one marks it as read. */
export function NoticeList() {
  const t = useNoticesText()
  const notices = useApiPages(listNotices, { query: {} }, { refetchInterval: useLiveInterval() })
  const read = useApiMutation(readNotices, { invalidates: [listNotices] })
  const unread = notices.first?.unread ?? 0
  return (
    <Loaded query={notices} skeleton={<LoadingLines count={5} heightPx={76} />}>
      {() =>
        notices.items.length === 0 ? (
          <EmptyState
            icon={<IconBellOff size={26} stroke={1.6} />}
            title={t('empty')}
            action={
              <LinkButton to="/settings" variant="default">
                {t('preferences')}
              </LinkButton>
            }
          >
            {t('emptyBody')}
          </EmptyState>
        ) : (
          <Stack gap="md">
            <Group justify="space-between">
              <Text c="dimmed" role="status">
                {unread === 0 ? t('allRead') : t('unreadCount', { count: unread })}
              </Text>
              {unread > 0 ? (
                <Button
                  variant="default"
                  size="sm"
                  leftSection={<IconChecks size={17} aria-hidden />}
                  loading={read.isPending && read.variables?.body?.ids === undefined}
                  onClick={() => read.mutate({ body: {} })}
                >
                  {t('readAll')}
                </Button>
              ) : null}
            </Group>
            <FormError message={read.error ? messageOf(read.error) : null} />
            <ul className={classes.list}>
              {notices.items.map((notice) => (
                <NoticeItem
                  key={notice.id}
                  notice={notice}
                  onRead={() => read.mutate({ body: { ids: [notice.id] } })}
                />
              ))}
            </ul>
            <MoreButton pages={notices}>{t('more')}</MoreButton>
          </Stack>
        )
      }
    </Loaded>
  )
}
