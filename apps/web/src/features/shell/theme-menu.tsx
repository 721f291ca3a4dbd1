import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useShellText } from './text.ts'

const choices = [
  { scheme: 'auto', text: 'themeSystem', icon: IconDeviceDesktop },
  { scheme: 'dark', text: 'themeDark', icon: IconMoon },
  { scheme: 'light', text: 'themeLight', icon: IconSun },
] as const

/** The three themes as radio items of a menu. */
export function ThemeItems() {
  const t = useShellText()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('theme')}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}>
        {choices.map(({ scheme, text, icon: Icon }) => (
          <Menu.RadioItem key={scheme} value={scheme} rightSection={<Icon size={17} aria-hidden />}>
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
