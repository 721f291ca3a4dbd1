import { endLogin, listLogins } from '@ecc/contracts/auth'
import type { ReplyOf } from '@ecc/contracts/define'
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { distanceText } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './settings.module.css'
import { useSettingsText } from './text.ts'

type Login = ReplyOf<typeof listLogins>['items'][number]

/** The devices that are signed in; the one at hand is marked and stays. */
export function LoginsPanel() {
  const t = useSettingsText()
  const logins = useApiQuery(listLogins, {})
  return (
    <Loaded query={logins} skeleton={<LoadingLines count={2} heightPx={64} />}>
      {({ items }) => (
        <>
          <ul className={classes.logins}>
            {items
              .toSorted((one, other) => Number(other.current) - Number(one.current))
              .map((login) => (
                <LoginItem key={login.id} login={login} />
              ))}
          </ul>
          {items.length === 1 ? (
            <Text size="sm" c="dimmed">
              {t('noOtherLogins')}
            </Text>
          ) : null}
        </>
      )}
    </Loaded>
  )
}

function LoginItem({ login }: { login: Login }) {
  const t = useSettingsText()
  const times = useTimes()
  const nowMs = useNow(60_000)
  const end = useApiMutation(endLogin, {
    invalidates: [listLogins],
    onSuccess: () => notifications.show({ message: t('signedOut') }),
  })
  const Icon = /android|ios|iphone|ipad|mobile/i.test(login.device) ? IconDeviceMobile : IconDeviceDesktop
  return (
    <li>
      <Icon size={24} stroke={1.6} aria-hidden />
      <div className={classes.loginWords}>
        <Group gap="xs">
          <Text fw={560}>{login.device}</Text>
          {login.current ? <Tag tone="good">{t('thisDevice')}</Tag> : null}
        </Group>
        <Text size="sm" c="dimmed">
          {t('lastUsed', { when: distanceText(login.lastUsedAt, nowMs, times.locale) })} ·{' '}
          {t('from', { address: login.address })}
        </Text>
        <FormError message={end.error ? messageOf(end.error) : null} />
      </div>
      {login.current ? null : (
        <Button
          variant="default"
          size="sm"
          loading={end.isPending}
          aria-label={t('signOutDevice', { device: login.device })}
          onClick={() => end.mutate({ params: { id: login.id } })}
        >
          {t('signOut')}
        </Button>
      )}
    </li>
  )
}
