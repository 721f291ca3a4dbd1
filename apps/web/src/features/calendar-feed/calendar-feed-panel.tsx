import {
  type CalendarFeed,
  createCalendarFeed,
  getCalendarFeed,
  revokeCalendarFeed,
} from '@ecc/contracts/calendar-feeds'
import { Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { distanceText } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { FeedAddress } from './feed-address.tsx'
import { useFeedText } from './text.ts'

/** The person's calendar feed: made, shown once, replaced and ended. */
export function CalendarFeedPanel() {
  const t = useFeedText()
  const feed = useApiQuery(getCalendarFeed, {})
  return (
    <Panel title={t('title')} lead={t('lead')}>
      <Loaded query={feed} skeleton={<LoadingLines count={1} heightPx={72} />}>
        {({ feed }) => <Feed feed={feed} />}
      </Loaded>
    </Panel>
  )
}

function Feed({ feed }: { feed: CalendarFeed | null }) {
  const t = useFeedText()
  const create = useApiMutation(createCalendarFeed, { invalidates: [getCalendarFeed] })
  const shown = feed !== null && create.data?.createdAt === feed.createdAt ? create.data.url : null
  if (feed === null)
    return (
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('none')}</Text>
        <FormError message={create.error ? messageOf(create.error) : null} />
        <Button loading={create.isPending} onClick={() => create.mutate({ body: {} })}>
          {t('create')}
        </Button>
      </Stack>
    )
  return (
    <Stack gap="md">
      {shown === null ? null : <FeedAddress url={shown} />}
      <FeedFacts feed={feed} />
      <Group gap="xs">
        <ReplaceButton replace={create} />
        <RevokeButton />
      </Group>
    </Stack>
  )
}

function FeedFacts({ feed }: { feed: CalendarFeed }) {
  const t = useFeedText()
  const times = useTimes()
  const nowMs = useNow(60_000)
  const { createdAt, lastReadAt } = feed
  return (
    <Text size="sm" c="dimmed">
      {t('made', { date: times.date(createdAt) })}{' '}
      {lastReadAt === null ? t('unread') : t('read', { when: distanceText(lastReadAt, nowMs, times.locale) })}
    </Text>
  )
}

function ReplaceButton({ replace }: { replace: ReturnType<typeof useApiMutation<typeof createCalendarFeed>> }) {
  const t = useFeedText()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button variant="default" size="sm" onClick={() => setAsking(true)}>
        {t('replace')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('replaceTitle')}
        confirmLabel={t('replaceConfirm')}
        danger
        busy={replace.isPending}
        error={replace.error ? messageOf(replace.error) : null}
        onClose={() => setAsking(false)}
        onConfirm={() => replace.mutate({ body: {} }, { onSuccess: () => setAsking(false) })}
      >
        <Text>{t('replaceBody')}</Text>
      </ConfirmDialog>
    </>
  )
}

function RevokeButton() {
  const t = useFeedText()
  const [asking, setAsking] = useState(false)
  const revoke = useApiMutation(revokeCalendarFeed, {
    invalidates: [getCalendarFeed],
    onSuccess: () => notifications.show({ message: t('revoked') }),
  })
  return (
    <>
      <Button variant="subtle" color="gray" size="sm" onClick={() => setAsking(true)}>
        {t('revoke')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('revokeTitle')}
        confirmLabel={t('revokeConfirm')}
        danger
        busy={revoke.isPending}
        error={revoke.error ? messageOf(revoke.error) : null}
        onClose={() => setAsking(false)}
        onConfirm={() => revoke.mutate({})}
      >
        <Text>{t('revokeBody')}</Text>
      </ConfirmDialog>
    </>
  )
}
