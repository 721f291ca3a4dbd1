import { ActionIcon, Menu } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useTheme } from '../../lib/theme.ts'
import { useShellText } from './text.ts'

const choices = [
  { theme: 'system', text: 'themeSystem', icon: IconDeviceDesktop },
  { theme: 'dark', text: 'themeDark', icon: IconMoon },
  { theme: 'light', text: 'themeLight', icon: IconSun },
] as const

/** The three themes as radio items of a menu. */
export function ThemeItems() {
  const t = useShellText()
  const { theme, choose } = useTheme()
  return (
    <>
      <Menu.Label>{t('theme')}</Menu.Label>
      <Menu.RadioGroup value={theme} onChange={(chosen) => choose(chosen as typeof theme)}>
        {choices.map(({ theme, text, icon: Icon }) => (
          <Menu.RadioItem key={theme} value={theme} rightSection={<Icon size={17} aria-hidden />}>
            {t(text)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  )
}

/** The themes for guests, who have no account menu. */
export function ThemeMenu() {
  const t = useShellText()
  return (
    <Menu position="bottom-end" width={200} shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={38} aria-label={t('theme')}>
          <IconSun size={19} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ThemeItems />
      </Menu.Dropdown>
    </Menu>
  )
}
