import type { Account } from '@ecc/contracts/auth'
import { Menu, Text, UnstyledButton } from '@mantine/core'
import { IconGift, IconLogout, IconReceipt, IconSettings, IconUserStar } from '@tabler/icons-react'
import { createLink, useNavigate } from '@tanstack/react-router'
import { signOut } from '../../lib/session.ts'
import { useMe } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import classes from './shell.module.css'
import { useShellText } from './text.ts'
import { ThemeItems } from './theme-menu.tsx'

const LinkItem = createLink((props: { href?: string; children?: React.ReactNode; leftSection?: React.ReactNode }) => (
  <Menu.Item component="a" {...props} />
))

/** The face at the top right: payments, settings, theme, log out. */
export function AccountMenu({ account }: { account: Account }) {
  const t = useShellText()
  const me = useMe()
  const navigate = useNavigate()
  const name = me.data?.displayName ?? account.email
  const leave = async () => {
    await navigate({ to: '/' })
    await signOut().catch(() => undefined)
  }
  return (
    <Menu position="bottom-end" width={240} shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={t('account')}>
          <Face name={name} url={me.data?.avatarUrl ?? null} size={36} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.accountName}>
          <Text fw={620} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {account.email}
          </Text>
        </div>
        <Menu.Divider />
        {account.roles.includes('player') ? (
          <>
            <LinkItem to="/payments" leftSection={<IconReceipt size={17} />}>
              {t('payments')}
            </LinkItem>
            <LinkItem to="/gift-cards" leftSection={<IconGift size={17} />}>
              {t('giftCards')}
            </LinkItem>
          </>
        ) : null}
        {account.roles.includes('coach') ? null : (
          <LinkItem to="/coach/onboarding" leftSection={<IconUserStar size={17} />}>
            {t('becomeCoach')}
          </LinkItem>
        )}
        <LinkItem to="/settings" leftSection={<IconSettings size={17} />}>
          {t('settings')}
        </LinkItem>
        <Menu.Divider />
        <ThemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} />} onClick={() => void leave()}>
          {t('logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
